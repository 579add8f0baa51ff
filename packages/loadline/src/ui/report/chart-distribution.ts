import type { CallStats } from '../../core/figures/aggregate';
import type { CallCurves } from './call-charts';
import { BARS_PER_DECADE } from './chart-model';
import { showTime, timeFigure } from './figures';

/** A latency distribution: ascending upper bounds, each with the number of samples between the previous bound and this one. */
type Histogram = readonly { readonly upToMs: number; readonly count: number }[];

/** Distribution of the durations of a call. Empty when it is not known. */
export function distributionOf({
  duration,
  histogram = [],
}: Pick<CallStats, 'duration' | 'histogram'>): Pick<CallCurves, 'bars' | 'percentiles'> {
  const bars = logBars(histogram);
  const [first] = bars;
  if (!first) return {};
  const percentiles = ['p50', 'p95', 'p99'].flatMap((stat) => {
    const at = timeFigure(duration, stat);
    return at === undefined
      ? []
      : [{ at: Number(at.toPrecision(4)), label: `${stat} ${showTime(duration, stat)} ms` }];
  });
  return { bars: { first: first.bar, shares: bars.map(({ percent }) => percent) }, percentiles };
}

/** A histogram as bars of equal width on a log axis, without gaps, with shares in percent. */
export function logBars(histogram: Histogram): { bar: number; upToMs: number; percent: number }[] {
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
  // An empty bar at each end lets the outline reach the axis.
  return Array.from({ length: last - first + 3 }, (_, index) => {
    const bar = first - 1 + index;
    const upToMs = 10 ** ((bar + 1) / BARS_PER_DECADE);
    return { bar, upToMs, percent: Number((100 * (shares.get(bar) ?? 0)).toPrecision(3)) };
  });
}

function position(ms: number): number {
  return Math.log10(ms) * BARS_PER_DECADE;
}

/** Width of a bucket. Empty buckets may be left out, so the narrowest distance between two bounds is the width. */
function narrowest(histogram: Histogram): number {
  const positions = histogram.filter(({ upToMs }) => upToMs > 0).map(({ upToMs }) => position(upToMs));
  const widths = positions.slice(1).map((at, index) => at - (positions[index] ?? at));
  const narrow = Math.min(...widths.filter((width) => width > 0));
  // A lower limit, because of rounding errors.
  return Number.isFinite(narrow) ? Math.max(1e-3, narrow) : 1;
}

/** Bars that a span overlaps, each with its share of the span. */
function overlaps(from: number, to: number): [number, number][] {
  const parts: [number, number][] = [];
  for (let bar = Math.floor(from); bar < to; bar += 1) {
    const part = (Math.min(to, bar + 1) - Math.max(from, bar)) / (to - from);
    if (part > 0) parts.push([bar, part]);
  }
  return parts;
}
