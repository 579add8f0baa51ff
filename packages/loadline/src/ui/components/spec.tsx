import type { Schedule } from '../../core/spec/schedule';
import { showCount, showLength } from '../../core/text/numbers';
import type { Result } from '../../core/verdict/result';
import { Table } from './table';

/** Target, settings and versions: everything needed to repeat the run. */
export function Spec({ result: { spec, loadline, versions = {} } }: { result: Result }) {
  const { runId, suite, profile, users, loadMs, target, settings, instances } = spec;
  const facts: readonly (readonly [string, string])[] = [
    ['Target', target],
    ['Suite', suite],
    ['Profile', profile],
    ['Users', showCount(users)],
    ['Length of the load', showLength(loadMs)],
    ['k6 processes', showCount(instances)],
    ['Run', runId],
  ];
  return (
    <>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Table
        isNamed
        caption="Planned arrivals"
        columns={[{ title: 'Journey' }, { title: 'Arrivals', text: true }]}
        rows={spec.journeys.map(({ name, schedule }) => [name, describe(schedule)])}
      />
      <div class="pair">
        <Table
          isNamed
          caption="Settings"
          columns={[{ title: 'Setting' }, { title: 'Value', text: true }, { title: 'From', text: true }]}
          rows={settings.map(({ name, value, source }) => [name, <code key="value">{value}</code>, source])}
        />
        <Table
          isNamed
          caption="Versions"
          columns={[{ title: 'Of' }, { title: 'Version', text: true }]}
          rows={Object.entries({ loadline, ...spec.versions, ...versions })}
        />
      </div>
    </>
  );
}

function describe(schedule: Schedule): string {
  const rate = (count: number) => `${Number(((count * 1000) / schedule.timeUnitMs).toFixed(3))}/s`;
  const start = schedule.startMs === 0 ? '' : `, first after ${schedule.startMs} ms`;
  if (schedule.kind === 'constant') {
    return `${rate(schedule.rate)} for ${showLength(schedule.durationMs)}${start}`;
  }
  const stages = schedule.stages.map(
    ({ target, durationMs }) => `${rate(target)} in ${showLength(durationMs)}`,
  );
  return `from ${rate(schedule.startRate)} to ${stages.join(', ')}${start}`;
}
