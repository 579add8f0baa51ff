import { Command } from 'commander';
import { neverCompared } from '../core/observed/change-window';
import { type ObservedSource, thresholdsOfSeries, withObserved } from '../core/observed/source';
import { plannedText } from '../core/spec/planned-text';
import type { JourneySpec, RunSpec } from '../core/spec/run-spec';
import { peakRatePerMs } from '../core/spec/schedule';
import { warmUpText } from '../core/spec/warm-up';
import type { Listener } from '../core/telemetry/listener';
import { counted } from '../core/text/counted';
import { formatDuration } from '../core/text/duration';
import { table } from '../core/text/layout';
import { showRate } from '../core/text/numbers';
import { oneLine } from '../core/text/printable';
import { type Problem, throwProblems } from '../core/text/problem';
import { maskSecrets, prepareSecrets, type Secrets, secretsOf } from '../core/text/secret-mask';
import { boundText, type ObservedThreshold, type Threshold } from '../core/thresholds/threshold';
import { MOST_INSTANCES } from '../results/spec-schema';
import { goSettingsText } from '../run/go-settings';
import { bundleOf } from '../run/home';
import { inspectBundle } from '../run/inspect-bundle';
import { expectedCost, memoryProblem, sharedCost } from '../run/memory-problem';
import { newConnectionsWarning } from '../run/new-connections';
import { openFilesProblem } from '../run/open-files-problem';
import { columnsOf } from '../run/screen';
import { loadChart } from './load-chart';
import { readOption, wholeNumber } from './option-values';
import { warnOfStaleBundles } from './stale-bundles';
import { addTestOptions, type PreparedTest, prepareTest, type TestOptions } from './test-options';

const MB = 1024 ** 2;

const JOURNEY_HEAD = ['journey', 'every', 'iterations', 'peak', 'within', 'VUs', 'calls of an iteration'];

/** `loadline plan [name]`: prints what a test would run, without running it. Ends with 2 when it could not start. */
export function planCommand(): Command {
  return addTestOptions(new Command('plan').option('--json', 'print the spec of the run as JSON', false))
    .description('print what a test would run, without running it')
    .option('--instances <n>', 'machines that will share the load: print what each of them needs')
    .action((name: string | undefined, { json, instances: text, ...options }: PlanOptions) => {
      warnOfStaleBundles();
      const wrong: Problem[] = [];
      const instances = readOption('--instances', text ?? '1', wholeNumber(MOST_INSTANCES), wrong) ?? 1;
      const prepared = prepareTest(name, options, () => wrong);
      const { test, variables, files } = prepared;
      const shared = { ...variables, INSTANCES: instances > 1 ? String(instances) : undefined };
      const { spec: own, problems } = inspectBundle(bundleOf(test.suite), shared, files);
      const spec = withObserved(own, test.observed);
      console.log(json ? JSON.stringify(spec, null, 2) : planText(prepared, spec, columnsOf(process.stdout)));
      if (instances > 1 && !json) console.log(`\n${sharedText(spec, instances)}`);
      const warning = newConnectionsWarning(spec, instances);
      if (warning !== undefined) console.error(`warning: ${warning}`);
      // Other machines have memory of their own.
      const ofThisMachine = instances > 1 ? [] : [...memoryProblem(spec), ...openFilesProblem(spec)];
      throwProblems([...problems, ...ofThisMachine]);
    });
}

interface PlanOptions extends TestOptions {
  readonly instances?: string;
  readonly json: boolean;
}

/** What each machine of a shared run needs, and the one that collects its files. */
function sharedText(spec: RunSpec, instances: number): string {
  const { samples, memoryMb, uploadMb, diskMb } = sharedCost(spec, instances);
  const each = `each about ${counted(samples, 'sample')}, ${memoryMb} MB of memory, ${uploadMb} MB to deliver`;
  return `${counted(instances, 'instance')}: ${each}; \`loadline collect\` needs about ${diskMb} MB of disk; repeated calls and messages of streams come on top`;
}

function planText({ test, variables }: PreparedTest, spec: RunSpec, width?: number): string {
  const { virtualUsers, memory } = expectedCost(spec);
  const sum = (of: (journey: JourneySpec) => number) =>
    spec.journeys.reduce((total, journey) => total + of(journey), 0);
  const expected = (factor: (journey: JourneySpec) => number) =>
    plannedText({
      min: sum((journey) => journey.planned.min * factor(journey)),
      max: sum((journey) => journey.planned.max * factor(journey)),
    });
  const thresholds = [...spec.thresholds, ...thresholdsOfSeries(spec.observed)];
  return [
    `test ${test.name}: ${oneLine(test.description)}`,
    `suite ${spec.suite} against ${spec.target} (environment ${test.environment})`,
    '',
    ...table(
      [
        ['setting', 'value', 'from'],
        ...spec.settings.map(({ name, value, source }) => [name, value, source]),
      ],
      'l',
      width,
    ),
    '',
    `users over time (profile ${spec.profile})`,
    loadChart(spec.curve),
    '',
    ...table([JOURNEY_HEAD, ...spec.journeys.map(journeyRow)], 'l', width),
    '',
    `expected: ${counted(
      expected(() => 1),
      'iteration',
    )}, ${counted(
      expected(({ calls }) => calls.length),
      'call',
    )} in ${formatDuration(Math.round(spec.loadMs))}${warmUpText(spec)}; ${counted(virtualUsers, 'virtual user')}, ${counted(spec.sessions, 'session')}`,
    `memory of k6: about ${Math.ceil(memory.total / MB)} MB (${Math.ceil(memory.virtualUsers / MB)} MB virtual users, ${Math.ceil(memory.samples / MB)} MB samples)`,
    goSettingsText(spec, variables),
    '',
    ...listenerTable(test.listeners, prepareSecrets(secretsOf(variables)), width),
    ...observedTable(test.observed, spec.loadMs, width),
    ...table([['threshold', 'bound', 'why'], ...thresholds.map(thresholdRow)], 'l', width),
  ].join('\n');
}

function journeyRow({
  name,
  everyMs,
  maxDurationMs,
  schedule,
  planned,
  virtualUsers,
  calls,
}: JourneySpec): string[] {
  return [
    name,
    everyMs === 'once' ? 'once' : formatDuration(everyMs),
    plannedText(planned),
    showRate(peakRatePerMs(schedule) * 1000),
    formatDuration(maxDurationMs),
    String(virtualUsers),
    calls.join(', '),
  ];
}

/** Lines with a table of the listeners of the run. Empty when there are none. */
function listenerTable(
  listeners: readonly Listener[],
  secrets: Secrets,
  width: number | undefined,
): string[] {
  if (listeners.length === 0) return [];
  const rows = listeners.map(({ name, kind, url, everyMs, isOptional }) => [
    name,
    kind,
    // The path of a webhook may be a secret.
    url === undefined ? 'this terminal' : maskSecrets(url, secrets),
    everyMs === 'final' ? 'at the end' : `every ${formatDuration(everyMs)}`,
    isOptional ? 'may be away' : 'must answer',
  ]);
  return [...table([['listener', 'kind', 'where', 'figures', 'before the load'], ...rows], 'l', width), ''];
}

/** Lines with a table of the series that are observed. Empty when there are none. */
function observedTable(
  sources: readonly ObservedSource[],
  loadMs: number,
  width: number | undefined,
): string[] {
  if (sources.length === 0) return [];
  const rows = sources.flatMap(({ everyMs, isOptional, series }) =>
    series.map(({ name, from, unit }) => [
      name,
      unit,
      from,
      `every ${formatDuration(everyMs)}`,
      isOptional ? 'may be missing' : 'must be there',
    ]),
  );
  const notes = sources.flatMap(({ name, everyMs }) => {
    const why = neverCompared(everyMs, loadMs);
    return why === undefined
      ? []
      : [`when the run fails, changes of observed source ${name} cannot be named: ${why}`];
  });
  return [
    ...table([['observed', 'unit', 'from', 'read', 'before the load'], ...rows], 'l', width),
    ...notes,
    '',
  ];
}

function thresholdRow(threshold: Threshold | ObservedThreshold): string[] {
  const { id, level, why, abortAfterMs } = threshold;
  const abort = abortAfterMs === undefined ? '' : `, stops the run from ${formatDuration(abortAfterMs)} on`;
  return [id, `${level === 'warn' ? 'warn ' : ''}${boundText(threshold)}${abort}`, why];
}
