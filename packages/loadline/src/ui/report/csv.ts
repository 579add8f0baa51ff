import { stringify } from 'csv-stringify/sync';
import type {
  Aggregate,
  CallStats,
  JourneyStats,
  SecondCallStats,
  SecondStats,
  Times,
} from '../../core/figures/aggregate';
import { type Phase, replies } from '../../core/names';
import { isInterpolated, type MarkedFigures } from '../../core/thresholds/interpolated';
import type { Result } from '../../core/verdict/result';
import { failureRows, instant } from './failure-rows';
import { timeFigure } from './figures';
import { shownParts } from './shown';

/** Columns of a run with tracing. */
const TRACE = ['Trace', 'Trace Link'];

type Cell = string | number | undefined;

const PERCENTILES = ['50', '66', '75', '80', '90', '95', '98', '99', '99.9', '99.99', '100'];
/** Column with the names of interpolated percentiles: a sign in the figures would turn them into texts for other programs. */
const INTERPOLATED = 'Interpolated';
const TYPE: Record<Phase, string> = { setup: 'set-up call', load: 'call', teardown: 'clean-up call' };

/** Figures of the whole run in the columns of Locust's `stats.csv`: one row for each call and journey, and one for all calls. */
export function statsCsv(result: Result): string {
  const { aggregate } = shownParts(result);
  const head = [
    ...['Type', 'Name', 'Request Count', 'Failure Count', 'Median Response Time', 'Average Response Time'],
    ...['Min Response Time', 'Max Response Time', 'Average Content Size', 'Requests/s', 'Failures/s'],
    ...PERCENTILES.map((percent) => `${percent}%`),
    INTERPOLATED,
  ];
  const { calls, journeys, loadMs } = aggregate;
  return csv([
    head,
    ...calls.map((stats) => callRow(stats, loadMs)),
    ...journeys.map((stats) => journeyRow(stats, loadMs)),
    aggregatedRow(aggregate),
  ]);
}

/** Figures per second: one row for each call, and one for all calls with the iterations. */
export function statsHistoryCsv(result: Result): string {
  const { aggregate } = shownParts(result);
  const head = [
    ...[
      'Seconds',
      'Type',
      'Name',
      'Iterations Active',
      'Iterations Due',
      'Iterations Started',
      'Iterations Dropped',
    ],
    ...['Requests/s', 'Failures/s', '50%', '95%', '99%', '100%', 'Max Schedule Delay', 'Received Bytes'],
    INTERPOLATED,
  ];
  const names = [...new Set((aggregate.seconds ?? []).flatMap(({ calls }) => Object.keys(calls)))];
  const rows = (aggregate.seconds ?? []).flatMap((second) => [
    ...names.map((name) => secondCallRow(second.second, name, second.calls[name])),
    secondRow(second),
  ]);
  return csv([head, ...rows]);
}

/**
 * Failures by cause: one row for each cause of a call or journey, with first time, last time and an example. Then the reasons
 * why the run has not passed. A run with tracing has two more columns: a trace of the cause, and its link.
 */
export function failuresCsv(result: Result): string {
  const isTraced = result.spec.trace !== undefined;
  return csv([
    ['Type', 'Name', 'Cause', 'Occurrences', 'First', 'Last', 'Example', ...(isTraced ? TRACE : [])],
    ...failureRows(result).map(({ of, name, phase, cause, count, firstAtMs, lastAtMs, example, trace }) => [
      of === 'call' ? TYPE[phase] : of,
      name,
      cause,
      count,
      instant(firstAtMs),
      instant(lastAtMs),
      example,
      ...(isTraced ? [trace?.traceId, trace?.link] : []),
    ]),
    ...result.reasons.map((reason) => [
      ...['run', result.verdict, reason, 1, undefined, undefined, undefined],
      ...(isTraced ? [undefined, undefined] : []),
    ]),
  ]);
}

/** Rows as CSV (RFC 4180). A text that a spreadsheet would read as a formula gets a leading apostrophe. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return stringify([...rows], {
    record_delimiter: 'windows',
    // The library only quotes values with CR LF, but some readers end a row at CR or LF alone.
    quoted_match: /[\r\n]/,
    cast: {
      number: (value) => String(Number(value.toFixed(3))),
      // The option `escape_formulas` checks only the first character, but spreadsheets skip leading blanks.
      string: (value) => (/^\s*[=+\-@]|^[\t\r]/.test(value) ? `'${value}` : value),
    },
  });
}

function callRow({ call, phase, count, failed, duration, meanBytes }: CallStats, loadMs: number): Cell[] {
  // Set-up and clean-up have no planned length, so they have no rate.
  const rates = phase === 'load' ? perSecond([count, failed], loadMs) : [undefined, undefined];
  return [
    TYPE[phase],
    call,
    count,
    failed,
    ...spread(duration),
    meanBytes,
    ...rates,
    ...percentiles(duration),
    interpolated(duration),
  ];
}

function journeyRow({ journey, done, failed, duration }: JourneyStats, loadMs: number): Cell[] {
  const rates = perSecond([done, failed], loadMs);
  return [
    'journey',
    journey,
    done,
    failed,
    ...spread(duration),
    undefined,
    ...rates,
    ...percentiles(duration),
    interpolated(duration),
  ];
}

/** Row of all calls of the load. It has percentiles only when the samples were read: those of calls cannot be combined. */
function aggregatedRow({ calls, loadCalls, loadMs }: Aggregate): Cell[] {
  const load = calls.filter(({ phase, count }) => phase === 'load' && count > 0);
  const sum = (of: (stats: CallStats) => number) => load.reduce((total, stats) => total + of(stats), 0);
  const [count, failed] = [sum((stats) => stats.count), sum((stats) => stats.failed)];
  const timed = load.flatMap(({ duration }) => duration ?? []);
  const samples = timed.reduce((total, times) => total + times.count, 0);
  const average = timed.reduce((total, times) => total + times.avg * (times.count / samples), 0);
  const all = samples > 0 ? [average, least(timed), most(timed)] : [undefined, undefined, undefined];
  return [
    ...['', 'Aggregated', count, failed],
    ...(loadCalls ? spread(loadCalls) : [undefined, ...all]),
    meanBytesOf(load),
    ...perSecond([count, failed], loadMs),
    ...(loadCalls ? percentiles(loadCalls) : [...PERCENTILES.slice(1).map(() => undefined), all[2]]),
    interpolated(loadCalls),
  ];
}

function least(series: readonly Times[]): number {
  return series.reduce((value, { min }) => Math.min(value, min), Number.POSITIVE_INFINITY);
}

function most(series: readonly Times[]): number {
  return series.reduce((value, { max }) => Math.max(value, max), 0);
}

/** Mean size of all replies, in bytes. Undefined when there are none, or one has no size. */
function meanBytesOf(calls: readonly CallStats[]): number | undefined {
  const answered = calls
    .map((stats) => ({ ...stats, replied: replies(stats.count, stats.causes) }))
    .filter(({ replied }) => replied > 0);
  const total = answered.reduce((sum, { replied }) => sum + replied, 0);
  let mean = 0;
  for (const { replied, meanBytes } of answered) {
    if (meanBytes === undefined) return undefined;
    mean += meanBytes * (replied / total);
  }
  return total > 0 ? mean : undefined;
}

function secondCallRow(second: number, name: string, stats: SecondCallStats | undefined): Cell[] {
  const times = stats ? [stats.p50, stats.p95, stats.p99, stats.max] : Array<Cell>(4).fill(undefined);
  const iterations = Array<Cell>(4).fill(undefined);
  return [
    second,
    'call',
    name,
    ...iterations,
    stats?.count ?? 0,
    stats?.failed ?? 0,
    ...times,
    undefined,
    undefined,
    interpolated(stats),
  ];
}

function secondRow({ second, active, due, started, dropped, delayMaxMs, bytes, calls }: SecondStats): Cell[] {
  const each = Object.values(calls);
  const count = each.reduce((sum, stats) => sum + stats.count, 0);
  const failed = each.reduce((sum, stats) => sum + stats.failed, 0);
  const max = each.length > 0 ? Math.max(...each.map((stats) => stats.max)) : undefined;
  return [
    ...[second, '', 'Aggregated', active, due, started, dropped, count, failed],
    ...[undefined, undefined, undefined, max, delayMaxMs, bytes, undefined],
  ];
}

function spread(times: Times | undefined): Cell[] {
  return ['med', 'avg', 'min', 'max'].map((stat) => timeFigure(times, stat));
}

function percentiles(times: Times | undefined): Cell[] {
  return PERCENTILES.map((percent) => timeFigure(times, `p${percent}`));
}

/** Columns of the interpolated percentiles, such as `95% 99%`. */
function interpolated(figures: MarkedFigures | undefined): string {
  return PERCENTILES.filter((percent) => isInterpolated(figures, `p${percent}`))
    .map((percent) => `${percent}%`)
    .join(' ');
}

function perSecond(counts: readonly number[], loadMs: number): Cell[] {
  return counts.map((count) => (loadMs > 0 ? count / (loadMs / 1000) : undefined));
}
