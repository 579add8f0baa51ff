import type { Aggregate } from '../../core/figures/aggregate';
import type { Threshold } from '../../core/thresholds/threshold';
import { holdAll, type ThresholdResult } from '../../core/verdict/judge';

/** The `fail` thresholds that the figures so far break. */
export function brokenSoFar(aggregate: Aggregate, thresholds: readonly Threshold[]): ThresholdResult[] {
  // A lower bound of a rate over the whole run can only be judged at its end.
  const soFar = thresholds.filter(({ stat, op }) => !(stat === 'rate' && op === '>='));
  return holdAll(soFar, aggregate).filter(({ level, outcome }) => level === 'fail' && outcome === 'broken');
}
