import { formatDuration } from '../../core/text/duration';
import type { Threshold } from '../../core/thresholds/threshold';
import { toleranceLimit } from './tolerance-limit';

/** Minimum number of runs for a tolerance limit. With fewer runs it is more than five standard deviations away. */
export const FEWEST_RUNS = 8;

/** With fewer runs, the bound is this many times the largest time, because even two runs of one build differ. */
const ROOM = 2;
const SHORTEST_MS = 10;
const STEPS = [1, 1.5, 2, 3, 5, 7, 10];

/**
 * Suggests a bound on a time from healthy runs: an upper tolerance limit when there are at least {@link FEWEST_RUNS}
 * runs, otherwise twice the largest time. A bound from few runs is rounded more coarsely, so that it does not look
 * exact.
 * @param measured the time in each run, in ms
 */
export function timeBound(measured: readonly number[]): Pick<Threshold, 'bound' | 'text'> {
  if (measured.length < FEWEST_RUNS) {
    const bound = nextStep(Math.max(...measured) * ROOM);
    return { bound, text: formatDuration(bound) };
  }
  const bound = Math.ceil(roundedUp(Math.max(1, toleranceLimit(measured.map((ms) => Math.max(ms, 0.001))))));
  return { bound, text: bound % 1_000 === 0 ? formatDuration(bound) : `${bound}ms` };
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
