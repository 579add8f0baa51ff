import type { Leak } from '../core/figures/aggregate';
import type { ObservedPoint } from './observed-stats';
import { studentT } from './student-t';

const SHORTEST_MS = 10 * 60_000;
const LEAST_POINTS = 60;
const LEAST_GROWTH = 0.1;
/** Share of the time that counts as warm-up: caches, pools and just-in-time compilers fill. */
const WARM_UP = 1 / 3;
/** Number of blocks. Their means are used instead of single values. */
const BLOCKS = 24;
/** A leak grows all the time: each half has at least this share of the slope. A warm-up becomes flatter. */
const GROWS_IN = { firstHalf: 0.2, secondHalf: 0.4 };

/**
 * Finds whether a series leaks: the whole 95 % interval of its slope is above 0, it grows by more than 10 %, and it grows in both
 * halves. Values of one series depend on each other, so an ordinary regression would find a trend in every saw-tooth.
 * Therefore the regression uses means of blocks (batch means), and the autocorrelation of the residuals reduces the number of
 * blocks to that of independent ones: Santer et al., Journal of Geophysical Research 105 (2000), 7337.
 * @param points values under constant load, in the order of their times
 * @returns undefined without a leak, or with less than 10 minutes or 60 values
 */
export function findLeak(points: readonly ObservedPoint[]): Leak | undefined {
  const [first, last] = [points[0]?.atMs ?? 0, points.at(-1)?.atMs ?? 0];
  if (points.length < LEAST_POINTS) return undefined;
  // In a load of ten minutes, the first and the last value are up to one interval within it.
  const intervalMs = (last - first) / (points.length - 1);
  if (last - first + 2 * intervalMs < SHORTEST_MS) return undefined;
  const startMs = first + WARM_UP * (last - first);
  const blocks = blockMeans(points, startMs, last);
  const line = fit(blocks);
  const half = Math.floor(blocks.length / 2);
  const [early, late] = [fit(blocks.slice(0, half)), fit(blocks.slice(-half))];
  if (!line || !early || !late) return undefined;
  const margin = marginOf(line, blocks);
  const lengthMs = last - startMs;
  const level = Math.abs(line.at(startMs)) || Math.abs(line.mean);
  const growth = (line.slope * lengthMs) / level;
  const growsOn =
    early.slope >= GROWS_IN.firstHalf * line.slope && late.slope >= GROWS_IN.secondHalf * line.slope;
  const isLeak = line.slope - margin > 0 && growth > LEAST_GROWTH && growsOn;
  if (!isLeak) return undefined;
  const perHour = (slope: number) => slope * 3_600_000;
  return {
    perHour: perHour(line.slope),
    low: perHour(line.slope - margin),
    high: perHour(line.slope + margin),
    growth,
    lengthMs,
  };
}

interface Block {
  readonly atMs: number;
  readonly value: number;
}

function blockMeans(points: readonly ObservedPoint[], startMs: number, endMs: number): Block[] {
  const sums = Array.from({ length: BLOCKS }, () => ({ atMs: 0, value: 0, count: 0 }));
  for (const { atMs, value } of points) {
    if (atMs < startMs) continue;
    const sum = sums[Math.min(BLOCKS - 1, Math.floor(((atMs - startMs) / (endMs - startMs)) * BLOCKS))];
    if (!sum) continue;
    sum.atMs += atMs - startMs;
    sum.value += value;
    sum.count++;
  }
  return sums
    .filter(({ count }) => count > 0)
    .map(({ atMs, value, count }) => ({ atMs: startMs + atMs / count, value: value / count }));
}

/** A straight line by least squares. */
interface Line {
  readonly slope: number;
  readonly mean: number;
  /** Sum of the squared distances of the times from their mean. */
  readonly spread: number;
  at(ms: number): number;
}

function fit(blocks: readonly Block[]): Line | undefined {
  if (blocks.length < 3) return undefined;
  const mean = average(blocks.map(({ value }) => value));
  const middle = average(blocks.map(({ atMs }) => atMs));
  const spread = blocks.reduce((sum, { atMs }) => sum + (atMs - middle) ** 2, 0);
  if (spread === 0) return undefined;
  const slope = blocks.reduce((sum, { atMs, value }) => sum + (atMs - middle) * (value - mean), 0) / spread;
  return { slope, mean, spread, at: (ms) => mean + slope * (ms - middle) };
}

/** Half the width of the 95 % interval of the slope. */
function marginOf({ at, spread }: Line, blocks: readonly Block[]): number {
  const residuals = blocks.map(({ atMs, value }) => value - at(atMs));
  const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  const products = residuals.slice(1).reduce((sum, value, index) => sum + value * (residuals[index] ?? 0), 0);
  // An autocorrelation below 0 would make the interval narrower than that of independent values.
  const correlation = squares === 0 ? 0 : Math.max(0, products / squares);
  const independent = blocks.length * ((1 - correlation) / (1 + correlation));
  // At least 1. The residuals of a nearly straight line depend on each other, but are so small that the interval stays narrow.
  const freedom = Math.max(1, independent - 2);
  return studentT(freedom) * Math.sqrt(squares / freedom / spread);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
