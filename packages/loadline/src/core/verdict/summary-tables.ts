import type { CallStats, JourneyStats, StepStats, Times } from '../figures/aggregate';
import { measuredOften } from '../figures/expected';
import { OBSERVED_HEAD, observedRows } from '../figures/observed-rows';
import { recordsLeftText } from '../figures/records-left';
import { GRPC_STATUS } from '../names';
import { plannedText } from '../spec/planned-text';
import { type Screen, shortened, table, wrap } from '../text/layout';
import { NONE, showMs, showPercent, showRate } from '../text/numbers';
import { oneLine } from '../text/printable';
import { SIGN_MEANS, signOf } from '../thresholds/interpolated';
import { loadBegan } from './judge';
import { notTried, type ProbeResult, probeRows } from './probe-matrix';
import { allScriptErrors, type Result } from './result';
import { noBreakingPoint } from './stopped';

const TIMES = ['p50', 'p90', 'p95', 'p99', 'max'];
const HEAD = ['', 'count', '/s', 'failed', ...TIMES];

/** Columns that a narrow screen leaves out, the first ones first. */
const LEAST_NEEDED = [
  'p90',
  'min',
  'oldest',
  'max',
  'p50',
  'delay p50',
  '/s',
  'cut off',
  'missing',
  'offered',
];

/** A name is shortened to at least this many characters before a column is left out. */
const SHORTEST_NAME = 18;

/** The figures of a run as tables for a terminal, with what stands below them. */
export function summaryTables(result: Result, { width }: Pick<Screen, 'width'>): string[] {
  const { spec, aggregate } = result;
  const hasBegun = loadBegan(aggregate);
  const ofLoad = hasBegun
    ? [
        ...(spec.debug ? [] : arrivals(aggregate.journeys, width)),
        ...steps(aggregate.steps ?? [], result, width),
      ]
    : [];
  const blocks = [
    main(result, width),
    ...ofLoad,
    ...streams(aggregate.calls, width),
    ...probes(aggregate.probes ?? [], width),
    ...(hasBegun ? custom(aggregate.custom ?? {}, width) : []),
    ...(hasBegun ? observed(aggregate.observed, width) : []),
    ...causes(aggregate, width),
  ].filter(({ length }) => length > 0);
  const below = [
    ...wrap(
      `sessions renewed ${aggregate.sessionsRenewed} · retries ${aggregate.retries} · script errors ${allScriptErrors(result)} · ${recordsLeftText(aggregate)}`,
      width,
    ),
  ];
  return [...withLegend(blocks, width), below].flatMap((lines, index) =>
    index === 0 ? lines : ['', ...lines],
  );
}

/** Explains the sign `~` once, below the last table that has one. */
function withLegend(blocks: readonly string[][], width: number): string[][] {
  const last = blocks.findLastIndex((lines) => lines.some((line) => /\s~\d/.test(line)));
  return blocks.flatMap((lines, index) => (index === last ? [lines, wrap(SIGN_MEANS, width)] : [lines]));
}

/** Calls and journeys, with the sum of all calls of the load. */
function main({ aggregate }: Result, width: number): string[] {
  const hasBegun = loadBegan(aggregate);
  const seconds = aggregate.loadMs / 1000;
  const byPhase = (phase: CallStats['phase']) =>
    aggregate.calls.filter((stats) => stats.phase === phase && (stats.count > 0 || hasBegun));
  const ofLoad = byPhase('load');
  const rows = [
    ...section('calls', [
      ...(ofLoad.length > 1 && hasBegun ? [allCalls(ofLoad, aggregate.loadCalls, seconds)] : []),
      ...ofLoad.map((stats) => callRow(stats, seconds)),
    ]),
    ...(hasBegun
      ? section(
          'journeys',
          aggregate.journeys.flatMap((stats) => journeyRows(stats, seconds)),
        )
      : []),
    ...section(
      'set-up',
      byPhase('setup').map((stats) => callRow(stats)),
    ),
    ...section(
      'clean-up',
      byPhase('teardown').map((stats) => callRow(stats)),
    ),
  ];
  return rows.length === 0 ? [] : figures([HEAD, ...rows], width);
}

function section(title: string, rows: string[][]): string[][] {
  return rows.length === 0 ? [] : [[title], ...rows];
}

function allCalls(calls: readonly CallStats[], times: Times | undefined, seconds: number): string[] {
  const count = calls.reduce((sum, stats) => sum + stats.count, 0);
  const failed = calls.reduce((sum, stats) => sum + stats.failed, 0);
  return ['  all calls', String(count), rate(count, seconds), share(failed, count), ...timeCells(times)];
}

/** @param seconds length of the load; absent for calls of other phases, which have no rate */
function callRow({ call, count, failed, duration }: CallStats, seconds?: number): string[] {
  return [`  ${call}`, String(count), rate(count, seconds), share(failed, count), ...timeCells(duration)];
}

function journeyRows(
  { journey, done, failed, duration, response }: JourneyStats,
  seconds: number,
): string[][] {
  return [
    [`  ${journey}`, String(done), rate(done, seconds), share(failed, done), ...timeCells(duration)],
    [`  ${journey}, response`, '', '', '', ...timeCells(response)],
  ];
}

function rate(count: number, seconds: number | undefined): string {
  return seconds === undefined || seconds <= 0 ? NONE : showRate(count / seconds).replace('/s', '');
}

function arrivals(journeys: readonly JourneyStats[], width: number): string[][] {
  const head = ['arrivals', 'planned', 'done', 'dropped', 'cut off', 'missing', 'delay p50', 'p99', 'max'];
  return [figures([head, ...journeys.map(arrivalsRow)], width)];
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

function steps(rows: readonly StepStats[], result: Result, width: number): string[][] {
  if (rows.length === 0) return [];
  const head = ['step', 'users', 'offered', 'done', 'failed', 'response p95', 'broken'];
  const cells = rows.map((step) => [
    `  ${step.number}`,
    ...[step.users, step.offered, step.done].map(String),
    share(step.failed, step.done),
    `${signOf(step, 'p95')}${showMs(step.p95)}`,
    String(step.broken.length),
  ]);
  const point = wrap(`breaking point: ${result.breakingPoint ?? noBreakingPoint(result)}`, width);
  return [[...figures([head, ...cells], width), ...point]];
}

function probes(results: readonly ProbeResult[], width: number): string[][] {
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
    [
      ...(isWide ? figures([['who may call', ...calls.map((_, place) => `${place + 1}`)], ...shown]) : named),
      ...(isWide ? calls.map((call, place) => `  (${place + 1}: ${call})`) : []),
      ...(legend === '' ? [] : wrap(`  (answers: ${legend})`, width)),
      ...(rest === undefined ? [] : wrap(`  ${rest}`, width)),
    ],
  ];
}

function streams(calls: readonly CallStats[], width: number): string[][] {
  const rows = (of: 'firstMessage' | 'longestGap') =>
    calls.flatMap(({ call, phase, stream, count }) => {
      if (!stream || phase !== 'load' || count === 0) return [];
      const counted = of === 'firstMessage' ? stream.messages : stream.longestGap?.count;
      return counted === undefined ? [] : [[`  ${call}`, String(counted), ...timeCells(stream[of])]];
    });
  const tables = [
    { head: ['streams, first message', 'messages', ...TIMES], rows: rows('firstMessage') },
    { head: ['streams, longest gap', 'streams', ...TIMES], rows: rows('longestGap') },
  ].filter((one) => one.rows.length > 0);
  return tables.length === 0 ? [] : [tables.flatMap((one) => figures([one.head, ...one.rows], width))];
}

function custom(metrics: NonNullable<Result['aggregate']['custom']>, width: number): string[][] {
  const rows = Object.entries(metrics).map(([name, figures]) => [
    `  ${name}`,
    measuredOften(figures),
    ...('med' in figures ? timeCells(figures) : []),
  ]);
  return rows.length === 0 ? [] : [figures([['of the suite', 'count', ...TIMES], ...rows], width)];
}

function observed(series: Result['aggregate']['observed'], width: number): string[][] {
  const rows = observedRows(series).map(({ name, cells }) => [`  ${name}`, ...cells]);
  return rows.length === 0 ? [] : [figures([['observed', ...OBSERVED_HEAD], ...rows], width)];
}

/** Failures by cause, each with an example where there is room for it. */
function causes({ calls, journeys }: Result['aggregate'], width: number): string[][] {
  const rows = [
    ...calls.map((stats) => ({
      ...stats,
      name: stats.phase === 'load' ? stats.call : `${stats.call} (${stats.phase})`,
    })),
    ...journeys.map((stats) => ({ ...stats, name: stats.journey })),
  ].flatMap(({ name, causes, failures = {} }) =>
    Object.entries(causes).map(([cause, count]) => [
      `  ${name}`,
      cause,
      String(count),
      failures[cause]?.example ?? '',
    ]),
  );
  if (rows.length === 0) return [];
  const head = ['failures by cause', 'cause', 'count', 'example'];
  const used = table(
    [head, ...rows].map((row) => row.slice(0, 3)),
    'llr',
  );
  const room = width - 2 - Math.max(...used.map(({ length }) => length));
  const hasExample = room >= LEAST_EXAMPLE && rows.some(([, , , example]) => example !== '');
  const shown = (row: string[]) =>
    hasExample ? [...row.slice(0, 3), cut(row[3] ?? '', room)] : row.slice(0, 3);
  return [fitted([head, ...rows].map(shown), 'llrl', width)];
}

/** An example in fewer columns tells nothing. */
const LEAST_EXAMPLE = 20;

function cut(text: string, most: number): string {
  const line = oneLine(text);
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

function timeCells(stats: Times | undefined): string[] {
  if (!stats || stats.count === 0) return [NONE, NONE, NONE, NONE, NONE];
  const { p90, p95, p99 } = stats.percentiles;
  const named = { p50: stats.med, p90, p95, p99, max: stats.max };
  return Object.entries(named).map(([name, value]) => `${signOf(stats, name)}${showMs(value)}`);
}

function share(part: number, whole: number): string {
  if (whole === 0) return NONE;
  return part === 0 ? '0' : `${part} (${showPercent(part / whole)})`;
}

/** Lays out a table with its first column left-aligned and its figures right-aligned. @param width absent: any */
function figures(rows: readonly (readonly string[])[], width?: number): string[] {
  return fitted(rows, 'lr', width);
}

/** Lays out a table that is no wider than the screen: names are shortened, then the least needed columns are left out. */
function fitted(
  rows: readonly (readonly string[])[],
  align: string,
  width = Number.POSITIVE_INFINITY,
): string[] {
  const lines = table(rows, align);
  const widest = Math.max(...lines.map(({ length }) => length));
  if (widest <= width) return lines;
  const longest = Math.max(...rows.map(([name = '']) => name.length));
  const room = longest - (widest - width);
  const [head = []] = rows;
  const column = LEAST_NEEDED.map((name) => head.indexOf(name)).find((place) => place > 0);
  if (room < SHORTEST_NAME && column !== undefined)
    return fitted(
      rows.map((row) => row.filter((_, place) => place !== column)),
      align,
      width,
    );
  const most = Math.max(10, room);
  return table(
    rows.map(([name = '', ...cells]) => [shortened(name, most), ...cells]),
    align,
  );
}
