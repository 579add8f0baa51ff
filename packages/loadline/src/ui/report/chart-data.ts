import type { SecondStats } from '../../core/figures/aggregate';
import { usersAt } from '../../core/spec/profile';
import { boundIn } from '../../core/thresholds/bound-text';
import type { Result } from '../../core/verdict/result';
import { subjectOf } from '../../core/verdict/short-reason';
import type { CallCurves } from './call-charts';
import { distributionOf } from './chart-distribution';
import { failureLines } from './chart-failures';
import { Lines } from './chart-lines';
import { type Chart, type ChartData, type Mark, peaksInWords, type Series } from './chart-model';
import { observedCharts } from './chart-observed';

/** Largest number of points in the chart of the whole load, and in those of failures and of delivery. */
const MAIN_POINTS = 240;
const DELIVERY_POINTS = 150;
/** Number of points in a chart of one call: together they must not make the page large. */
const CALL_POINTS = { most: 200, least: 40, together: 1_000 };
/** Largest number of threshold lines in the chart of the whole load. */
const MOST_THRESHOLD_LINES = 3;

/**
 * The charts of a result, reduced to the number of points that a screen can show.
 * @param earlier a run of the same plan, whose p95 has a line in the chart of the whole load
 */
export function chartData(result: Result, earlier?: Result): ChartData {
  const seconds = everySecond(result.aggregate.seconds ?? []);
  const load = result.aggregate.calls.filter(({ phase }) => phase === 'load');
  const { most, least, together } = CALL_POINTS;
  const points = Math.max(least, Math.min(most, Math.floor(together / Math.max(1, load.length))));
  const fine = new Lines(seconds, points);
  const calls = load.map((stats, id): CallCurves => {
    const { call, count } = stats;
    const bounds = callMarks(result, call);
    return {
      call,
      id,
      ...(seconds.length > 0 && count > 0 && overTime(call, fine)),
      ...(bounds.length > 0 && { bounds }),
      ...distributionOf(stats),
    };
  });
  if (seconds.length === 0) return { calls, delivery: [] };
  const few = new Lines(seconds, DELIVERY_POINTS);
  const series = failureLines(few);
  const main = new Lines(seconds, MAIN_POINTS);
  const observed = observedCharts(result.aggregate.observed ?? [], main);
  return {
    main: mainChart(result, main, earlier),
    ...(observed.length > 0 && { observed }),
    calls,
    ...(series.length > 0 && {
      failures: timeChart('failures', 'Failures per second, by cause', few, { unit: '/s', series }),
    }),
    delivery: deliveryCharts(few),
  };
}

/** Adds the missing seconds, in which nothing happened, so that the time axis has no gaps. */
function everySecond(seconds: readonly SecondStats[]): SecondStats[] {
  const first = seconds[0]?.second ?? 0;
  const bySecond = new Map(seconds.map((stats) => [stats.second, stats]));
  const length = seconds.length === 0 ? 0 : (seconds.at(-1)?.second ?? 0) - first + 1;
  const empty = { due: 0, started: 0, dropped: 0, active: 0, bytes: 0, calls: {} };
  return Array.from({ length }, (_, index) => {
    const second = first + index;
    return bySecond.get(second) ?? { second, ...empty };
  });
}

function timeChart(
  id: string,
  title: string,
  { grid }: Lines,
  parts: Pick<Chart, 'unit' | 'series'> & Partial<Chart>,
): Chart {
  const chart = { id, title, kind: 'time', grid, ...parts } as const;
  return { ...chart, words: peaksInWords(chart) };
}

/** The main chart: users, calls and failures per second, and the p95 of all calls. */
function mainChart(result: Result, lines: Lines, earlier: Result | undefined): Chart {
  const { spec } = result;
  const sum = (of: 'count' | 'failed') => (stats: SecondStats) =>
    Object.values(stats.calls).reduce((total, call) => total + call[of], 0);
  const users = lines.of(({ second }) => {
    const planned = usersAt(spec.curve, second * 1000);
    return planned === undefined ? undefined : Math.round(planned);
  }, 'max');
  const p95 = lines.of(p95OfAll, 'max');
  const ofAll = (result.aggregate.seconds ?? []).some((stats) => stats.p95 !== undefined);
  return timeChart('load', 'The load over time', lines, {
    unit: '/s',
    series: [
      ...(users.some((value) => value !== null)
        ? [{ label: 'users', colour: 9, isFilled: true, values: users, unit: 'users' } as const]
        : []),
      { label: 'calls', colour: 1, values: lines.of(sum('count'), 'mean') },
      { label: 'failed calls', colour: 5, values: lines.of(sum('failed'), 'mean') },
      {
        label: ofAll ? 'p95 of all calls' : 'p95 of the slowest call',
        colour: 2,
        isDashed: true,
        values: p95,
        unit: 'ms',
      },
      ...earlierLine(lines, earlier),
    ],
    marks: mainMarks(result),
    bands: spec.steps.map(({ fromMs, toMs, users, number }) => ({
      from: fromMs / 1000,
      to: toMs / 1000,
      label: `step ${number}: ${users}`,
    })),
  });
}

/** The p95 of an earlier run, at the same times of its load. Empty when its times are not known. */
function earlierLine(lines: Lines, earlier: Result | undefined): Series[] {
  const bySecond = new Map((earlier?.aggregate.seconds ?? []).map((stats) => [stats.second, stats]));
  const values = lines.of(({ second }) => {
    const then = bySecond.get(second);
    return then && p95OfAll(then);
  }, 'max');
  if (values.every((value) => value === null)) return [];
  return [{ label: 'p95 of the earlier run', colour: 4, isDashed: true, values, unit: 'ms' }];
}

/** p95 of all calls of a second, or that of its slowest call. */
export function p95OfAll({ p95, calls }: SecondStats): number | undefined {
  if (p95 !== undefined) return p95;
  const each = Object.values(calls).map((call) => call.p95);
  return each.length === 0 ? undefined : Math.max(...each);
}

/** Bounds on the p95 of calls, each once, the tightest first. */
function mainMarks({ thresholds }: Result): Mark[] {
  const byBound = new Map<string, { at: number; names: string[] }>();
  for (const { id, level, bound } of thresholds) {
    const at = boundIn(bound);
    const { of, stat } = subjectOf(id);
    if (!id.startsWith('calls.') || level !== 'fail' || stat !== 'p95' || at === undefined) continue;
    const mark = byBound.get(bound) ?? { at, names: [] };
    mark.names.push(of);
    byBound.set(bound, mark);
  }
  return [...byBound]
    .sort(([, a], [, b]) => a.at - b.at)
    .slice(0, MOST_THRESHOLD_LINES)
    .map(([bound, { at, names }]) => ({ at, label: `p95 ${bound}: ${someOf(names)}` }));
}

function someOf([first = '', ...others]: readonly string[]): string {
  const name = first.length > 24 ? `${first.slice(0, 23)}…` : first;
  return others.length === 0 ? name : `${name} and ${others.length} more`;
}

function deliveryCharts(lines: Lines): Chart[] {
  const active = lines.of(({ active, activeMean }) => activeMean ?? active, 'mean');
  const highest = lines.of(({ active, activeMean }) => Math.max(active, activeMean ?? 0), 'max');
  const delay = lines.of(({ delayMaxMs }) => delayMaxMs, 'max');
  return [
    timeChart('iterations', 'Iterations per second, planned and delivered', lines, {
      unit: '/s',
      series: [
        { label: 'scheduled', colour: 9, isDashed: true, values: lines.of(({ due }) => due, 'mean') },
        { label: 'started', colour: 1, values: lines.of(({ started }) => started, 'mean') },
        { label: 'dropped', colour: 5, values: lines.of(({ dropped }) => dropped, 'mean') },
      ],
    }),
    timeChart('active', 'Iterations under way', lines, {
      unit: '',
      series: [
        { label: 'mean', colour: 6, isFilled: true, values: active },
        { label: 'highest', colour: 4, isDashed: true, values: highest },
      ],
    }),
    timeChart('delay', 'Longest schedule delay', lines, {
      unit: 'ms',
      series: [{ label: 'delay', colour: 4, isFilled: true, values: delay }],
    }),
  ];
}

/** Durations and failures of one call over time. */
function overTime(call: string, lines: Lines): Pick<CallCurves, 'grid' | 'p50' | 'p95' | 'p99' | 'failed'> {
  const line = (stat: 'p50' | 'p95' | 'p99') => lines.of(({ calls }) => calls[call]?.[stat], 'max');
  const failed = lines.of(({ calls }) => calls[call]?.failed ?? 0, 'sum');
  const hasFailed = failed.some((value) => (value ?? 0) > 0);
  return {
    grid: lines.grid,
    p50: line('p50'),
    p95: line('p95'),
    p99: line('p99'),
    ...(hasFailed && { failed }),
  };
}

function callMarks({ thresholds }: Result, call: string): Mark[] {
  return ['p50', 'p95', 'p99'].flatMap((stat) => {
    const threshold = thresholds.find(({ id, level }) => id === `calls.${call}.${stat}` && level === 'fail');
    const at = threshold && boundIn(threshold.bound);
    return threshold && at !== undefined ? [{ at, label: `${stat} ${threshold.bound}` }] : [];
  });
}
