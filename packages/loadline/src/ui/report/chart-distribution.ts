import type { CallStats } from '../../core/figures/aggregate';
import type { Chart } from './chart-data';
import { showTime, timeFigure } from './figures';

/** A latency distribution: ascending upper bounds, each with the samples up to it and above the one before. */
type Histogram = readonly { readonly upToMs: number; readonly count: number }[];

/** Bars of one width on a log axis: this many from 1 ms to 10 ms. */
const BARS_PER_DECADE = 20;

/** The latency distribution of each call of the load that one is known of. */
export function distributionCharts(calls: readonly CallStats[]): Chart[] {
  return calls.flatMap(({ call, phase, duration, histogram = [] }, index): Chart[] => {
    const bars = logBars(histogram);
    if (phase !== 'load' || bars.length === 0) return [];
    const marks = ['p50', 'p95', 'p99'].flatMap((stat) => {
      const at = timeFigure(duration, stat);
      return at === undefined ? [] : [{ at, label: `${stat} ${showTime(duration, stat)} ms` }];
    });
    return [
      {
        kind: 'distribution',
        id: `distribution-${index}`,
        title: 'Latency distribution',
        unit: '%',
        call,
        x: bars.map(({ upToMs }) => Number(upToMs.toPrecision(4))),
        series: [
          { label: 'share of calls', colour: 1, isFilled: true, values: bars.map(({ percent }) => percent) },
        ],
        marks,
      },
    ];
  });
}

/** A histogram as bars of one width on a log axis, none left out between the first and the last; shares in percent. */
export function logBars(histogram: Histogram): { upToMs: number; percent: number }[] {
  const filled = histogram.filter(({ count, upToMs }) => count > 0 && upToMs > 0);
  const total = filled.reduce((sum, { count }) => sum + count, 0);
  const width = narrowest(histogram);
  const shares = new Map<number, number>();
  filled.forEach(({ upToMs, count }) => {
    for (const [bar, part] of overlaps(position(upToMs) - width, position(upToMs))) {
      shares.set(bar, (shares.get(bar) ?? 0) + (part * count) / total);
    }
  });
  if (shares.size === 0) return [];
  const [first, last] = [Math.min(...shares.keys()), Math.max(...shares.keys())];
  // An empty bar at each end, so that the outline comes down to the axis.
  return Array.from({ length: last - first + 3 }, (_, index) => {
    const bar = first - 1 + index;
    const upToMs = 10 ** ((bar + 1) / BARS_PER_DECADE);
    return { upToMs, percent: Number((100 * (shares.get(bar) ?? 0)).toPrecision(4)) };
  });
}

function position(ms: number): number {
  return Math.log10(ms) * BARS_PER_DECADE;
}

/** Empty buckets may be left out, so a bucket's width is not the way to the one before: take the narrowest. */
function narrowest(histogram: Histogram): number {
  const positions = histogram.filter(({ upToMs }) => upToMs > 0).map(({ upToMs }) => position(upToMs));
  const widths = positions.slice(1).map((at, index) => at - (positions[index] ?? at));
  const narrow = Math.min(...widths.filter((width) => width > 0));
  // No narrower than what floating point can tell apart.
  return Number.isFinite(narrow) ? Math.max(1e-3, narrow) : 1;
}

/** The bars that a span lies in, each with the part of the span in it. */
function overlaps(from: number, to: number): [number, number][] {
  const parts: [number, number][] = [];
  for (let bar = Math.floor(from); bar < to; bar += 1) {
    const part = (Math.min(to, bar + 1) - Math.max(from, bar)) / (to - from);
    if (part > 0) parts.push([bar, part]);
  }
  return parts;
}
