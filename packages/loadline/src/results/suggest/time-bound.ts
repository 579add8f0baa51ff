import { formatDuration } from '../../core/text/duration';
import type { Threshold } from '../../core/thresholds/threshold';
import { toleranceLimit } from './tolerance-limit';

/** Minimum number of runs for a tolerance limit. With fewer runs it is more than five standard deviations away. */
export const FEWEST_RUNS = 8;

/** With fewer runs, the bound is this many times the largest time, because even two runs of one build differ. */
const ROOM = 2;
const SHORTEST_MS = 10;
const STEPS = [1, 1.5, 2, 3, 5, 7, 10];

/** Shorter times are as good as 0: k6 measures no difference between them, so that their spread is no share of them. */
const SHORTEST_VARYING_MS = 0.001;

/** The longest bound. A longer one guards nothing. */
const LONGEST_MS = 86_400_000;

/** A limit that differs from the largest time by no more than this share of it is that time: logarithms are not exact. */
const ROUNDING = 1e-9;

/** A suggested bound that is not below the figure of any run. `limit`: what the spread of the runs gives, in ms or as a share of 1. */
export interface LimitedBound extends Pick<Threshold, 'bound' | 'text'> {
  readonly limit: number;
}

/**
 * Suggests a bound on a time from few healthy runs: twice the largest time. It is rounded coarsely, so that it does not look
 * exact.
 * @param measured the time in each run, in ms
 */
export function roughTimeBound(measured: readonly number[]): Pick<Threshold, 'bound' | 'text'> {
  const bound = nextStep(Math.max(...measured) * ROOM);
  return { bound, text: formatDuration(bound) };
}

/**
 * Suggests a bound on a time from healthy runs: an upper tolerance limit, or the largest time where that is above it.
 * @param measured the time in each of at least {@link FEWEST_RUNS} runs, in ms
 * @returns the bound; a reason in words when these times have none
 */
export function timeBound(measured: readonly number[]): LimitedBound | string {
  const [least, largest] = [Math.min(...measured), Math.max(...measured)];
  if (!(least >= SHORTEST_VARYING_MS)) return 'these times are too near 0 to vary by a share';
  const tolerance = toleranceLimit(measured);
  const limit = Math.abs(tolerance - largest) <= ROUNDING * largest ? largest : tolerance;
  if (!(Math.max(limit, largest) <= LONGEST_MS))
    return 'these times vary too much: the limit is more than a day';
  const most = Math.max(1, limit, largest);
  const bound = Math.min(LONGEST_MS, Math.ceil(Math.max(most, roundedUp(most))));
  return { bound, text: bound % 1_000 === 0 ? formatDuration(bound) : `${bound}ms`, limit };
}

/** The smallest round number of ms that is not below a time. */
function nextStep(ms: number): number {
  const least = Math.max(ms, SHORTEST_MS);
  const unit = 10 ** Math.floor(Math.log10(least));
  return Math.round((STEPS.find((step) => step * unit >= least) ?? 10) * unit);
}

/** Rounds up to three digits, the last of which is 0 or 5. This adds at most 5 %. */
export function roundedUp(value: number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) - 1) / 2;
  return Math.ceil(Number((value / step).toFixed(9))) * step;
}
