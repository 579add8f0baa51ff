import type { StepStats, Times } from '../../core/figures/aggregate';
import { NONE, showMs, showRate } from '../../core/text/numbers';
import { boundIn, measuredText } from '../../core/thresholds/bound-text';
import { signOf } from '../../core/thresholds/interpolated';
import type { ThresholdResult } from '../../core/verdict/judge';

/** Rate per second, as text. */
export function ratePerSecond(count: number, seconds: number): string {
  return seconds > 0 ? showRate(count / seconds) : NONE;
}

/** Measured value of a threshold, with its unit. */
export function showMeasured({ id, measured, bound }: ThresholdResult): string {
  return measured === undefined ? NONE : measuredText(id, measured, bound);
}

/** Distance of the measured value from the bound, as a share of the bound. Negative when the bound is broken. */
export function margin({ bound: text, measured }: ThresholdResult): number | undefined {
  const bound = boundIn(text);
  if (bound === undefined || measured === undefined || bound === 0) return undefined;
  const room = text.startsWith('>=') ? measured - bound : bound - measured;
  return room / bound;
}

/** From this many times the bound on, a margin is told as such: `60 × the bound` is easier to grasp than `5900% past`. */
const TIMES_THE_BOUND = 2;

/** A margin as text: `64% left`, `14% past`, `60 × the bound`; `10% short` of a bound that is the least. */
export function showMargin(threshold: ThresholdResult): string {
  // A threshold that was not judged has no margin.
  if (threshold.outcome === 'not judged') return NONE;
  const share = margin(threshold);
  if (share === undefined) return NONE;
  const isLeast = threshold.bound.startsWith('>=');
  const times = 1 - share;
  if (!isLeast && times >= TIMES_THE_BOUND) return `${times.toFixed(times < 10 ? 1 : 0)} × the bound`;
  const percent = Math.abs(share * 100);
  return `${percent.toFixed(percent < 10 ? 1 : 0)}% ${share >= 0 ? 'left' : isLeast ? 'short' : 'past'}`;
}

/** A figure in ms by the name that thresholds use: `p95`, `avg`, `max`. */
export function timeFigure(times: Times | undefined, stat: string): number | undefined {
  if (!times || times.count === 0) return undefined;
  if (stat === 'avg' || stat === 'med' || stat === 'min' || stat === 'max') return times[stat];
  if (stat === 'p50') return times.percentiles.p50 ?? times.med;
  if (stat === 'p100') return times.max;
  return times.percentiles[stat];
}

/** A figure as text, with a sign before an interpolated percentile. */
export function showTime(times: Times | undefined, stat: string): string {
  return `${signOf(times, stat)}${showMs(timeFigure(times, stat))}`;
}

/** The p95 of a step, in the same format as {@link showTime}. */
export function showStepP95(step: Pick<StepStats, 'p95' | 'interpolated'>): string {
  return `${signOf(step, 'p95')}${showMs(step.p95)}`;
}
