import { median } from 'simple-statistics';
import { ALPHA } from './compare-runs';
import { holm } from './holm';
import { mannWhitney } from './mann-whitney';

/** Number of most recent runs that are examined. */
export const RUNS_LOOKED_AT = 20;

/** Minimum number of runs on each side of a split, so of eight in all: three against four can never be significant. */
const FEWEST = 4;

/** The run at which a figure changed. */
export interface ChangePoint {
  /** Index of the first run after the change. */
  readonly at: number;
  /** Change of the median, as a share of the median before it. */
  readonly change: number;
  /** p value of the split, corrected for the number of splits (Holm). */
  readonly p: number;
}

/**
 * Finds where a figure of comparable runs has changed. That is the split with the smallest Mann-Whitney p value,
 * provided that p is at most {@link ALPHA} after the correction for all splits, and that the medians differ by more
 * than the margin.
 * @param values the figure of each run, oldest first; only the last {@link RUNS_LOOKED_AT} count
 * @param margin smallest relevant change, as a share of the median before it, e.g. 0.05
 */
export function changePoint(values: readonly number[], margin: number): ChangePoint | undefined {
  const from = Math.max(0, values.length - RUNS_LOOKED_AT);
  const last = values.slice(from);
  const splits = Array.from(
    { length: Math.max(0, last.length - 2 * FEWEST + 1) },
    (_, index) => index + FEWEST,
  );
  const corrected = holm(splits.map((split) => mannWhitney(last.slice(0, split), last.slice(split))));
  const best = corrected.indexOf(Math.min(...corrected));
  const [split, p] = [splits[best], corrected[best]];
  if (split === undefined || p === undefined || p > ALPHA) return undefined;
  const before = median(last.slice(0, split));
  const change = before === 0 ? Number.POSITIVE_INFINITY : median(last.slice(split)) / before - 1;
  return Math.abs(change) > margin ? { at: from + split, change, p } : undefined;
}
