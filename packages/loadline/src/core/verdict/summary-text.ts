import type { CallStats, JourneyStats, StepStats, Times } from '../figures/aggregate';
import { measuredOften } from '../figures/expected';
import { recordsLeftText } from '../figures/records-left';
import { GRPC_STATUS } from '../names';
import { plannedText } from '../spec/planned-text';
import { counted } from '../text/counted';
import { PLAIN, type Screen, table, wrap } from '../text/layout';
import { NONE, showMs, showPercent, showSeconds } from '../text/numbers';
import { signNote, signOf } from '../thresholds/interpolated';
import { debugLines } from './debug-text';
import { loadBegan, notJudged, sampleCount } from './judge';
import { notTried, type ProbeResult, probeRows } from './probe-matrix';
import { allScriptErrors, type Result } from './result';
import { loadText, noBreakingPoint } from './stopped';

const COLOUR = { pass: 'green', fail: 'red', invalid: 'yellow' } as const;

const HEAD = ['', 'count', 'failed', 'p50', 'p90', 'p95', 'p99', 'max'];

/**
 * Writes the end-of-run text: a row for each journey and call, planned against done iterations, the verdict with its
 * reasons.
 * @param screen sentences are wrapped at its width, the verdict has its colour
 */
export function summaryText(result: Result, screen: Screen = PLAIN): string {
  const wrapped = (text: string) => wrap(text, screen.width);
  const { spec, aggregate } = result;
  const isThere = (stats: CallStats) => stats.count > 0 || loadBegan(aggregate);
  const byPhase = (phase: CallStats['phase']) =>
    aggregate.calls.filter((stats) => stats.phase === phase && isThere(stats));
  const calls = [
    ...section('calls', byPhase('load').map(callRow)),
    ...section('set-up', byPhase('setup').map(callRow)),
    ...section('clean-up', byPhase('teardown').map(callRow)),
  ];
  const note = signNote(aggregate);
  const hasBegun = loadBegan(aggregate);
  const journeys = hasBegun ? section('journeys', aggregate.journeys.flatMap(journeyRows)) : [];
  const lines = [
    `loadline ${result.loadline} · ${spec.suite} · run ${spec.runId} · ${spec.target}`,
    ...versions(result.versions ?? {}).flatMap(wrapped),
    spec.debug
      ? 'debug · one user, one iteration of each journey · times in ms'
      : `profile ${spec.profile} · ${counted(spec.users, 'user')} · ${loadText(spec.loadMs, result.stopped, hasBegun, showSeconds)} · times in ms`,
    '',
    ...(hasBegun || calls.length > 0 ? figures([HEAD, ...journeys, ...calls]) : []),
    ...(hasBegun && !spec.debug ? arrivals(aggregate.journeys) : []),
    ...(hasBegun ? steps(aggregate.steps ?? [], result, screen.width) : []),
    ...streams(aggregate.calls),
    ...probes(aggregate.probes ?? [], screen.width),
    ...(hasBegun ? custom(aggregate.custom ?? {}) : []),
    ...(note === '' ? [] : ['', note]),
    ...causes(aggregate.calls, aggregate.journeys),
    '',
    ...wrapped(
      `sessions renewed ${aggregate.sessionsRenewed} · retries ${aggregate.retries} · script errors ${allScriptErrors(result)} · ${recordsLeftText(aggregate)}`,
    ),
    '',
    ...result.warnings.flatMap((warning) => wrapped(`warning: ${warning}`)),
    ...(spec.debug ? debugLines(result).flatMap(wrapped) : verdictLines(result, screen)),
  ];
  return `${lines.join('\n')}\n`;
}

function verdictLines(result: Result, { width, style }: Screen): string[] {
  const rest = notJudged(result.thresholds);
  const verdict = style(COLOUR[result.verdict], result.verdict.toUpperCase());
  return [
    ...notJudgedLines(result).flatMap((line) => wrap(line, width)),
    `verdict: ${verdict}${rest === '' ? '' : `, ${rest}`}`,
    ...result.reasons.flatMap((reason) => wrap(`  - ${reason}`, width)),
  ];
}

/** Lists the thresholds with too few samples, with how many samples each one has and needs. */
function notJudgedLines({ thresholds }: Result): string[] {
  const few = thresholds.filter(({ outcome }) => outcome === 'not judged');
  if (few.length === 0) return [];
  const each = few.map((threshold) => `${threshold.id} ${threshold.bound} (${sampleCount(threshold)})`);
  return [`not judged: ${each.join(', ')}`];
}

function section(title: string, rows: string[][]): string[][] {
  return rows.length === 0 ? [] : [[title], ...rows];
}

function callRow({ call, count, failed, duration }: CallStats): string[] {
  return [`  ${call}`, String(count), share(failed, count), ...times(duration)];
}

function journeyRows({ journey, done, failed, duration, response }: JourneyStats): string[][] {
  return [
    [`  ${journey}`, String(done), share(failed, done), ...times(duration)],
    [`  ${journey}, response`, '', '', ...times(response)],
  ];
}

function arrivals(journeys: readonly JourneyStats[]): string[] {
  const head = ['arrivals', 'planned', 'done', 'dropped', 'cut off', 'missing', 'delay p50', 'p99', 'max'];
  return ['', ...figures([head, ...journeys.map(arrivalsRow)])];
}

function arrivalsRow(stats: JourneyStats): string[] {
  const { journey, planned, done, dropped, interrupted, unaccounted, delay } = stats;
  const plan = plannedText(planned);
  const late = delay
    ? [
        `${signOf(delay, 'p50')}${showMs(delay.percentiles.p50 ?? delay.med)}`,
        `${signOf(delay, 'p99')}${showMs(delay.percentiles.p99)}`,
        showMs(delay.max),
      ]
    : [NONE, NONE, NONE];
  return [`  ${journey}`, plan, ...[done, dropped, interrupted, unaccounted].map(String), ...late];
}

function steps(rows: readonly StepStats[], result: Result, width: number): string[] {
  if (rows.length === 0) return [];
  const head = ['step', 'users', 'offered', 'done', 'failed', 'response p95', 'thresholds broken'];
  const cells = rows.map((step) => [
    `  ${step.number}`,
    ...[step.users, step.offered, step.done].map(String),
    share(step.failed, step.done),
    `${signOf(step, 'p95')}${showMs(step.p95)}`,
    String(step.broken.length),
  ]);
  return [
    '',
    ...figures([head, ...cells]),
    ...wrap(`breaking point: ${result.breakingPoint ?? noBreakingPoint(result)}`, width),
  ];
}

function probes(results: readonly ProbeResult[], width: number): string[] {
  if (results.length === 0) return [];
  const code = (status: string) => (GRPC_STATUS as readonly string[]).indexOf(status);
  const cell = ({ outcome, status }: ProbeResult) =>
    code(status) > 0 ? `${outcome} (${code(status)})` : outcome;
  const [[, ...calls] = [], ...rows] = probeRows(results, cell);
  const shown = rows.map(([name = '', ...cells]) => [`  ${name}`, ...cells]);
  const named = figures([['who may call', ...calls], ...shown]);
  const isWide = named.some(({ length }) => length > width);
  const statuses = [...new Set(results.map(({ status }) => status))].filter(
    (status) => status !== 'not_tried',
  );
  const legend = statuses
    .map((status) => (code(status) > 0 ? `${code(status)} ${status}` : status))
    .join(', ');
  const rest = notTried(results);
  return [
    '',
    ...(isWide ? figures([['who may call', ...calls.map((_, place) => `${place + 1}`)], ...shown]) : named),
    ...(isWide ? calls.map((call, place) => `  (${place + 1}: ${call})`) : []),
    ...(legend === '' ? [] : wrap(`  (answers: ${legend})`, width)),
    ...(rest === undefined ? [] : wrap(`  ${rest}`, width)),
  ];
}

function streams(calls: readonly CallStats[]): string[] {
  const rows = calls.flatMap(({ call, phase, stream, count }) =>
    stream && phase === 'load' && count > 0
      ? [[`  ${call}`, String(stream.messages), ...times(stream.firstMessage)]]
      : [],
  );
  const gaps = calls.flatMap(({ call, phase, stream }) =>
    stream?.longestGap && phase === 'load'
      ? [[`  ${call}`, String(stream.longestGap.count), ...times(stream.longestGap)]]
      : [],
  );
  return [
    ...(rows.length === 0
      ? []
      : ['', ...figures([['streams, first message', 'messages', ...HEAD.slice(3)], ...rows])]),
    ...(gaps.length === 0 ? [] : figures([['streams, longest gap', 'streams', ...HEAD.slice(3)], ...gaps])),
  ];
}

function custom(metrics: NonNullable<Result['aggregate']['custom']>): string[] {
  const rows = Object.entries(metrics).map(([name, figures]) => [
    `  ${name}`,
    measuredOften(figures),
    ...('med' in figures ? times(figures) : []),
  ]);
  return rows.length === 0 ? [] : ['', ...figures([['of the suite', 'count', ...HEAD.slice(3)], ...rows])];
}

function versions(all: Readonly<Record<string, string>>): string[] {
  const texts = Object.entries(all).map(([name, version]) => `${name} ${version}`);
  return texts.length === 0 ? [] : [`versions: ${texts.join(', ')}`];
}

function causes(calls: readonly CallStats[], journeys: readonly JourneyStats[]): string[] {
  const rows = [
    ...journeys.map(({ journey, causes }) => ({ name: journey, causes })),
    ...calls.map(({ call, phase, causes }) => ({
      name: phase === 'load' ? call : `${call} (${phase})`,
      causes,
    })),
  ].flatMap(({ name, causes }) =>
    Object.entries(causes).map(([cause, count]) => [`  ${name}`, cause, String(count)]),
  );
  return rows.length === 0 ? [] : ['', ...figures([['failures by cause', 'cause', 'count'], ...rows])];
}

function times(stats: Times | undefined): string[] {
  if (!stats || stats.count === 0) return [NONE, NONE, NONE, NONE, NONE];
  const { p90, p95, p99 } = stats.percentiles;
  const named = { p50: stats.med, p90, p95, p99, max: stats.max };
  return Object.entries(named).map(([name, value]) => `${signOf(stats, name)}${showMs(value)}`);
}

function share(part: number, whole: number): string {
  if (whole === 0) return NONE;
  return part === 0 ? '0' : `${part} (${showPercent(part / whole)})`;
}

/** Lays out a table with its first column left-aligned and its figures right-aligned. */
function figures(rows: readonly (readonly string[])[]): string[] {
  return table(rows, 'lr');
}
