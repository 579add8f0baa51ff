import { type Chart, type Grid, type Mark, peaksInWords, pointsOf } from './chart-model';

/** Data of the charts of one call, in a compact form as there may be many calls. */
export interface CallCurves {
  readonly call: string;
  /** Number in the ids of its charts. */
  readonly id: number;
  /** Points over time. Absent when the figures over time are not known. */
  readonly grid?: Grid;
  readonly p50?: readonly (number | null)[];
  readonly p95?: readonly (number | null)[];
  readonly p99?: readonly (number | null)[];
  /** Failed calls per point. Absent when none failed. */
  readonly failed?: readonly (number | null)[];
  /** Bounds of the call's thresholds. */
  readonly bounds?: readonly Mark[];
  /** Shares in percent, by bar. Absent when the distribution is not known. */
  readonly bars?: { readonly first: number; readonly shares: readonly number[] };
  readonly percentiles?: readonly Mark[];
}

/** Whether there is anything to draw. */
export function hasCharts({ grid, bars }: CallCurves): boolean {
  return grid !== undefined || bars !== undefined;
}

/** Charts of one call: its duration over time, and the distribution of its durations. */
export function chartsOf(curves: CallCurves): Chart[] {
  return [...overTime(curves), ...distribution(curves)];
}

function overTime({ id, grid, p50 = [], p95 = [], p99 = [], failed, bounds = [] }: CallCurves): Chart[] {
  if (!grid) return [];
  const every = grid.step === 1 ? 'second' : `${grid.step} s`;
  const chart = {
    id: `latency-${id}`,
    title: 'Duration over time',
    kind: 'time',
    unit: 'ms',
    grid,
    series: [
      { label: 'p50', colour: 3, values: p50 },
      { label: 'p95', colour: 1, values: p95 },
      { label: 'p99', colour: 2, isDashed: true, values: p99 },
      ...(failed ? [{ label: `failed per ${every}`, colour: 5, values: failed, unit: '' } as const] : []),
    ],
    marks: bounds,
  } as const;
  return [{ ...chart, words: peaksInWords(chart) }];
}

function distribution({ id, bars, percentiles = [] }: CallCurves): Chart[] {
  if (!bars) return [];
  const chart = {
    id: `distribution-${id}`,
    title: 'Distribution of durations',
    kind: 'distribution',
    unit: '%',
    grid: { first: bars.first, step: 1 },
    series: [{ label: 'share of calls', colour: 1, isFilled: true, values: bars.shares }],
    marks: percentiles,
  } as const;
  const points = pointsOf(chart).map((ms) => Number(ms.toPrecision(3)));
  const range = `the chart covers ${points[0]} ms to ${points.at(-1)} ms`;
  return [{ ...chart, words: `${[...percentiles.map(({ label }) => label), range].join(', ')}.` }];
}
