import { plannedText } from '../../core/spec/planned-text';
import { curveDurationMs, type LoadCurve, peakUsers } from '../../core/spec/profile';
import type { RunSpec } from '../../core/spec/run-spec';
import { warmUpText } from '../../core/spec/warm-up';
import { counted } from '../../core/text/counted';
import { formatDuration } from '../../core/text/duration';
import { boundText } from '../../core/thresholds/threshold';
import { Folded, Table } from '../components/table';

/** Properties of {@link PlanView}. */
export interface PlanProps {
  readonly spec: RunSpec;
  readonly environment: string;
  readonly virtualUsers: number;
  readonly memoryMb: number;
  /** The command line that does the same. */
  readonly command: string;
}

/** Users and length of a load. */
export function loadText(spec: RunSpec): string {
  return `${counted(spec.users, 'user')}, ${formatDuration(Math.round(spec.loadMs))}${warmUpText(spec)}`;
}

/** The plan of a run: its load, what it needs, and the settings with their sources. */
export function PlanView({ spec, environment, virtualUsers, memoryMb, command }: PlanProps) {
  const planned = (key: 'min' | 'max') =>
    spec.journeys.reduce((sum, journey) => sum + journey.planned[key], 0);
  const facts = [
    ['Against', `${spec.target}, environment ${environment}`],
    ['Load', loadText(spec)],
    ['Journeys', spec.journeys.map(({ name }) => name).join(', ')],
    ['Iterations', plannedText({ min: planned('min'), max: planned('max') })],
    [
      'Needs',
      `${counted(virtualUsers, 'virtual user')}, ${counted(spec.sessions, 'session')}, about ${memoryMb} MB`,
    ],
  ];
  return (
    <>
      <h3>Users over time</h3>
      <Curve curve={spec.curve} />
      <dl class="plan">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt> <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Folded summary={counted(spec.thresholds.length, 'threshold')}>
        <Table
          caption="Thresholds"
          columns={[{ title: 'Threshold' }, { title: 'Bound', text: true }, { title: 'Why', text: true }]}
          rows={spec.thresholds.map((threshold) => [
            threshold.id,
            `${threshold.level === 'warn' ? 'warn ' : ''}${boundText(threshold)}`,
            <span key="why" class="wraps">
              {threshold.why}
            </span>,
          ])}
        />
      </Folded>
      <Folded summary={counted(spec.settings.length, 'setting')}>
        <Table
          caption="Settings and where they come from"
          columns={[{ title: 'Setting' }, { title: 'Value', text: true }, { title: 'From', text: true }]}
          rows={spec.settings.map(({ name, value, source }) => [name, value, source])}
        />
      </Folded>
      <p>
        The same in a terminal: <code id="command">{command}</code>{' '}
        <button type="button" class="tool" id="copy-command">
          Copy
        </button>
      </p>
    </>
  );
}

const [WIDTH, HEIGHT] = [600, 90];

function Curve({ curve }: { curve: LoadCurve }) {
  const [peak, lengthMs] = [peakUsers(curve), curveDurationMs(curve)];
  const points = curve.map(
    ({ atMs, users }) =>
      `${((atMs / lengthMs) * WIDTH).toFixed(1)} ${(HEIGHT - (users / peak) * (HEIGHT - 4)).toFixed(1)}`,
  );
  const words = `Up to ${counted(peak, 'user')} in ${formatDuration(Math.round(lengthMs))}`;
  return (
    <figure class="curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={words}>
        <path d={`M0 ${HEIGHT}L${points.join('L')}L${WIDTH} ${HEIGHT}Z`} />
      </svg>
      <figcaption class="small">{words}</figcaption>
    </figure>
  );
}
