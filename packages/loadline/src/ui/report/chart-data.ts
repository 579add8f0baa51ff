import type { SecondStats } from '../../core/figures/aggregate';
import type { Result } from '../../core/verdict/result';
import { distributionCharts } from './chart-distribution';
import { bucketSize, downsample, type Reduction } from './downsample';
import { boundIn } from './figures';

/** A line of a chart. */
export interface Series {
  readonly label: string;
  /** From 1; names a colour of `report-theme.css`, and a dash pattern where `isDashed`. */
  readonly colour: number;
  readonly isDashed?: boolean;
  readonly isFilled?: boolean;
  readonly values: readonly (number | null)[];
}

/** What one chart shows; the page's script draws it. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly kind: 'time' | 'distribution';
  /** The call that it is about, where it is about one. */
  readonly call?: string;
  /** Only of a distribution; charts over time share theirs. */
  readonly x?: readonly number[];
  readonly series: readonly Series[];
  /** Lines across: thresholds over time, percentiles in a distribution. */
  readonly marks?: readonly { readonly at: number; readonly label: string }[];
}

/** All charts of a report. */
export interface ChartData {
  /** Seconds after the start of the load; start of each point of the charts over time. */
  readonly x: readonly number[];
  /** Seconds that one point stands for. */
  readonly pointSeconds: number;
  readonly charts: readonly Chart[];
}

/** What of a result is drawn, thinned out to what a screen can show. */
export function chartData(result: Result): ChartData {
  const seconds = everySecond(result.aggregate.seconds ?? []);
  const size = bucketSize(seconds.length);
  const x = seconds.flatMap(({ second }, index) => (index % size === 0 ? [second] : []));
  const overTime = seconds.length === 0 ? [] : timeCharts(result, seconds, size);
  return { x, pointSeconds: size, charts: [...overTime, ...distributionCharts(result.aggregate.calls)] };
}

/** Four digits: more cannot be seen, and would make the page large. */
function brief(value: number | undefined): number | null {
  return value === undefined ? null : Number(value.toPrecision(4));
}

/** A second in which nothing happened may be missing; time must not jump over it. */
function everySecond(seconds: readonly SecondStats[]): SecondStats[] {
  const first = seconds[0]?.second ?? 0;
  const bySecond = new Map(seconds.map((stats) => [stats.second, stats]));
  return Array.from(
    { length: seconds.length === 0 ? 0 : (seconds.at(-1)?.second ?? 0) - first + 1 },
    (_, index) => {
      const second = first + index;
      return (
        bySecond.get(second) ?? { second, due: 0, started: 0, dropped: 0, active: 0, bytes: 0, calls: {} }
      );
    },
  );
}

function timeCharts(result: Result, seconds: readonly SecondStats[], size: number): Chart[] {
  const line = (of: (stats: SecondStats) => number | undefined, how: Reduction) =>
    downsample(seconds.map(of), size, how).map(brief);
  const names = [...new Set(seconds.flatMap(({ calls }) => Object.keys(calls)))];
  const byCall = (of: (stats: SecondStats, name: string) => number, how: Reduction): Series[] =>
    names.map((name, index) => ({
      label: name,
      colour: 1 + (index % 10),
      isDashed: index % 2 === 1,
      values: line((stats) => of(stats, name), how),
    }));
  const every = size === 1 ? 'second' : `${size} s`;
  const time = { kind: 'time' } as const;
  const iterations: Series[] = [
    { label: 'due', colour: 9, isDashed: true, values: line(({ due }) => due, 'mean') },
    { label: 'started', colour: 1, values: line(({ started }) => started, 'mean') },
    { label: 'dropped', colour: 5, values: line(({ dropped }) => dropped, 'mean') },
  ];
  const active: Series[] = [
    { label: 'active', colour: 6, isFilled: true, values: line(({ active }) => active, 'max') },
  ];
  const delay: Series[] = [
    { label: 'delay', colour: 4, isFilled: true, values: line(({ delayMaxMs }) => delayMaxMs, 'max') },
  ];
  const failures = byCall(({ calls }, name) => calls[name]?.failed ?? 0, 'sum');
  return [
    { ...time, id: 'rate', title: 'Calls per second', unit: '/s', series: byCall(countOf, 'mean') },
    { ...time, id: 'failures', title: `Failed calls per ${every}`, unit: '', series: failures },
    {
      ...time,
      id: 'iterations',
      title: 'Iterations per second, planned and delivered',
      unit: '/s',
      series: iterations,
    },
    { ...time, id: 'active', title: 'Iterations under way (active users)', unit: '', series: active },
    { ...time, id: 'delay', title: 'Longest schedule delay', unit: 'ms', series: delay },
    ...names.map((call, index) => ({
      ...time,
      id: `latency-${index}`,
      title: 'Latency over time',
      unit: 'ms',
      call,
      series: latencies(call, line),
      marks: thresholdMarks(result, call),
    })),
  ];
}

function countOf({ calls }: SecondStats, name: string): number {
  return calls[name]?.count ?? 0;
}

function latencies(
  call: string,
  line: (of: (stats: SecondStats) => number | undefined, how: Reduction) => (number | null)[],
): Series[] {
  return [
    { label: 'p50', colour: 3, values: line(({ calls }) => calls[call]?.p50, 'max') },
    { label: 'p95', colour: 1, values: line(({ calls }) => calls[call]?.p95, 'max') },
    { label: 'p99', colour: 2, isDashed: true, values: line(({ calls }) => calls[call]?.p99, 'max') },
  ];
}

function thresholdMarks({ thresholds }: Result, call: string): { at: number; label: string }[] {
  return ['p50', 'p95', 'p99'].flatMap((stat) => {
    const threshold = thresholds.find(({ id, level }) => id === `calls.${call}.${stat}` && level === 'fail');
    const at = threshold && boundIn(threshold.bound);
    return threshold && at !== undefined ? [{ at, label: `threshold ${stat} ${threshold.bound}` }] : [];
  });
}
