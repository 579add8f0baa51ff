import type { CallStats, JourneyStats, StepStats, Times } from '../figures/aggregate';
import { measuredOften } from '../figures/expected';
import { recordsLeftText } from '../figures/records-left';
import { GRPC_STATUS } from '../names';
import { plannedText } from '../spec/planned-text';
import { signNote, signOf } from '../thresholds/interpolated';
import { debugLines } from './debug-text';
import { loadBegan, notJudged, sampleCount } from './judge';
import { notTried, type ProbeResult, probeRows } from './probe-matrix';
import type { Result } from './result';
import { loadText, noBreakingPoint } from './stopped';

/** Columns of a terminal. */
const WIDTH = 100;

const HEAD = ['', 'count', 'failed', 'p50', 'p90', 'p95', 'p99', 'max'];

/**
 * The end-of-run text, at most 100 columns: a row per journey and call, planned against done, the verdict with its reasons.
 * @param colour ANSI colours around the verdict, for a terminal
 */
export function summaryText(result: Result, colour: boolean): string {
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
    ...versions(result.versions ?? {}),
    spec.debug
      ? 'debug · one user, one iteration of each journey · times in ms'
      : `profile ${spec.profile} · ${spec.users} users · ${loadText(spec.loadMs, result.stopped, hasBegun, seconds)} · times in ms`,
    '',
    ...(hasBegun || calls.length > 0 ? table([HEAD, ...journeys, ...calls]) : []),
    ...(hasBegun && !spec.debug ? arrivals(aggregate.journeys) : []),
    ...(hasBegun ? steps(aggregate.steps ?? [], result) : []),
    ...streams(aggregate.calls),
    ...probes(aggregate.probes ?? []),
    ...(hasBegun ? custom(aggregate.custom ?? {}) : []),
    ...(note === '' ? [] : ['', note]),
    ...causes(aggregate.calls, aggregate.journeys),
    '',
    ...wrap(
      `sessions renewed ${aggregate.sessionsRenewed} · retries ${aggregate.retries} · script errors ${aggregate.scriptErrors} · ${recordsLeftText(aggregate)}`,
    ),
    '',
    ...result.warnings.flatMap((warning) => wrap(`warning: ${warning}`)),
    ...(spec.debug ? debugLines(result).flatMap(wrap) : verdictLines(result, colour)),
  ];
  return `${lines.join('\n')}\n`;
}

function verdictLines(result: Result, colour: boolean): string[] {
  const rest = notJudged(result.thresholds);
  return [
    ...notJudgedLines(result),
    `verdict: ${paint(result.verdict, colour)}${rest === '' ? '' : `, ${rest}`}`,
    ...result.reasons.flatMap((reason) => wrap(`  - ${reason}`)),
  ];
}

/** Thresholds with too few samples, each with how many it has and needs. */
function notJudgedLines({ thresholds }: Result): string[] {
  const few = thresholds.filter(({ outcome }) => outcome === 'not judged');
  if (few.length === 0) return [];
  const each = few.map((threshold) => `${threshold.id} ${threshold.bound} (${sampleCount(threshold)})`);
  return wrap(`not judged: ${each.join(', ')}`);
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
    [`  ${journey}, from due`, '', '', ...times(response)],
  ];
}

function arrivals(journeys: readonly JourneyStats[]): string[] {
  const head = ['arrivals', 'planned', 'done', 'dropped', 'cut off', 'missing', 'delay p50', 'p99', 'max'];
  return ['', ...table([head, ...journeys.map(arrivalsRow)])];
}

function arrivalsRow(stats: JourneyStats): string[] {
  const { journey, planned, done, dropped, interrupted, unaccounted, delay } = stats;
  const plan = plannedText(planned);
  const late = delay
    ? [
        `${signOf(delay, 'p50')}${ms(delay.percentiles.p50 ?? delay.med)}`,
        `${signOf(delay, 'p99')}${ms(delay.percentiles.p99)}`,
        ms(delay.max),
      ]
    : ['–', '–', '–'];
  return [`  ${journey}`, plan, ...[done, dropped, interrupted, unaccounted].map(String), ...late];
}

function steps(rows: readonly StepStats[], result: Result): string[] {
  if (rows.length === 0) return [];
  const head = ['step', 'users', 'offered', 'done', 'failed', 'response p95', 'thresholds broken'];
  const cells = rows.map((step) => [
    `  ${step.number}`,
    ...[step.users, step.offered, step.done].map(String),
    share(step.failed, step.done),
    `${signOf(step, 'p95')}${ms(step.p95)}`,
    String(step.broken.length),
  ]);
  return [
    '',
    ...table([head, ...cells]),
    ...wrap(`breaking point: ${result.breakingPoint ?? noBreakingPoint(result)}`),
  ];
}

function probes(results: readonly ProbeResult[]): string[] {
  if (results.length === 0) return [];
  const code = (status: string) => (GRPC_STATUS as readonly string[]).indexOf(status);
  const cell = ({ outcome, status }: ProbeResult) =>
    code(status) > 0 ? `${outcome} (${code(status)})` : outcome;
  const [[, ...calls] = [], ...rows] = probeRows(results, cell);
  const shown = rows.map(([name = '', ...cells]) => [`  ${name}`, ...cells]);
  const named = table([['who may call', ...calls], ...shown]);
  const isWide = named.some(({ length }) => length > WIDTH);
  const statuses = [...new Set(results.map(({ status }) => status))].filter(
    (status) => status !== 'not_tried',
  );
  const legend = statuses
    .map((status) => (code(status) > 0 ? `${code(status)} ${status}` : status))
    .join(', ');
  const rest = notTried(results);
  return [
    '',
    ...(isWide ? table([['who may call', ...calls.map((_, place) => `${place + 1}`)], ...shown]) : named),
    ...(isWide ? calls.map((call, place) => `  (${place + 1}: ${call})`) : []),
    ...(legend === '' ? [] : wrap(`  (answers: ${legend})`)),
    ...(rest === undefined ? [] : wrap(`  ${rest}`)),
  ];
}

function streams(calls: readonly CallStats[]): string[] {
  const rows = calls.flatMap(({ call, phase, stream, count }) =>
    stream && phase === 'load' && count > 0
      ? [[`  ${call}`, String(stream.messages), ...times(stream.firstMessage)]]
      : [],
  );
  return rows.length === 0
    ? []
    : ['', ...table([['streams, first message', 'messages', ...HEAD.slice(3)], ...rows])];
}

function custom(metrics: NonNullable<Result['aggregate']['custom']>): string[] {
  const rows = Object.entries(metrics).map(([name, figures]) => [
    `  ${name}`,
    measuredOften(figures),
    ...('med' in figures ? times(figures) : []),
  ]);
  return rows.length === 0 ? [] : ['', ...table([['of the suite', 'count', ...HEAD.slice(3)], ...rows])];
}

function versions(all: Readonly<Record<string, string>>): string[] {
  const texts = Object.entries(all).map(([name, version]) => `${name} ${version}`);
  return texts.length === 0 ? [] : wrap(`versions: ${texts.join(', ')}`);
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
  return rows.length === 0 ? [] : ['', ...table([['failures by cause', 'cause', 'count'], ...rows])];
}

function times(stats: Times | undefined): string[] {
  if (!stats || stats.count === 0) return ['–', '–', '–', '–', '–'];
  const { p90, p95, p99 } = stats.percentiles;
  const named = { p50: stats.med, p90, p95, p99, max: stats.max };
  return Object.entries(named).map(([name, value]) => `${signOf(stats, name)}${ms(value)}`);
}

function ms(value: number | undefined): string {
  if (value === undefined) return '–';
  return value.toFixed(value < 10 ? 2 : value < 1000 ? 1 : 0);
}

function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  return part === 0 ? '0' : `${part} (${((100 * part) / whole).toFixed(1)}%)`;
}

function seconds(lengthMs: number): string {
  return `${Number((lengthMs / 1000).toFixed(1))} s`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2),
      )
      .join('')
      .trimEnd(),
  );
}

/** Breaks a text between words; it keeps the blanks that it begins with. */
function wrap(text: string): string[] {
  const [lead = ''] = /^ */.exec(text) ?? [];
  const indent = ' '.repeat(text.startsWith('  - ') ? 4 : 2);
  const [first = '', ...words] = text.slice(lead.length).split(' ');
  const lines: string[] = [];
  let line = lead + first;
  for (const word of words) {
    if (line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else {
      line += ` ${word}`;
    }
  }
  return [...lines, line];
}

function paint(verdict: Result['verdict'], colour: boolean): string {
  const text = verdict.toUpperCase();
  if (!colour) return text;
  const code = { pass: 32, fail: 31, invalid: 33 }[verdict];
  return `\u001b[1;${code}m${text}\u001b[0m`;
}
