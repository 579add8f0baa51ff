import { median, quantileSorted, sampleWithReplacement } from 'simple-statistics';

/** Fewest runs on each side for an interval: resampling fewer runs makes it far too narrow. */
const MIN_RUNS_FOR_INTERVAL = 5;

const SEED = 0x10ad;

/** Bounds of a confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * 95 % confidence interval of the difference of two medians by the percentile bootstrap (Efron 1979): the runs of each side
 * are drawn again with replacement, and the middle 95 % of the differences are the interval. The seed is fixed: the same
 * runs give the same interval.
 * @param difference of a baseline's and a candidate's median
 * @returns undefined with fewer than {@link MIN_RUNS_FOR_INTERVAL} runs on a side, or when a difference is not finite
 */
export function bootstrapInterval(
  base: readonly number[],
  candidate: readonly number[],
  difference: (base: number, candidate: number) => number,
  resamples: number,
): Interval | undefined {
  if (Math.min(base.length, candidate.length) < MIN_RUNS_FOR_INTERVAL) return undefined;
  const random = mulberry32(SEED);
  const draw = (values: readonly number[]) =>
    median(sampleWithReplacement([...values], values.length, random));
  const differences = Array.from({ length: resamples }, () => difference(draw(base), draw(candidate)));
  if (!differences.every(Number.isFinite)) return undefined;
  differences.sort((a, b) => a - b);
  return { low: quantileSorted(differences, 0.025), high: quantileSorted(differences, 0.975) };
}

/** Generator of uniform numbers from 0 up to 1, determined by the seed: mulberry32 by Tommy Ettinger, public domain. */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
