import type { Aggregate } from '../../core/figures/aggregate';
import type { Threshold } from '../../core/thresholds/threshold';
import { holdAll, type ThresholdResult } from '../../core/verdict/judge';

/**
 * Evaluates each threshold on the figures so far. Only this function decides what is broken so far: for the progress, for
 * `abort`, and for the console.
 */
export function thresholdsSoFar(aggregate: Aggregate, thresholds: readonly Threshold[]): ThresholdResult[] {
  return holdAll(thresholds, aggregate).map((result, index) => {
    if (result.outcome !== 'broken' || !isTotal(thresholds[index])) return result;
    // The calls so far, divided by the whole length of the load, are no rate that anybody has seen.
    const { measured: _, ...rest } = result;
    return { ...rest, outcome: 'not judged', explanation: 'only at the end of the load' };
  });
}

/** Whether the bound is a total that the load still has to reach. Before its end nobody can say that it is missed. */
function isTotal(threshold: Threshold | undefined): boolean {
  return threshold?.stat === 'rate' && threshold.op === '>=';
}

/** The `fail` thresholds that the figures so far break. */
export function brokenSoFar(aggregate: Aggregate, thresholds: readonly Threshold[]): ThresholdResult[] {
  return thresholdsSoFar(aggregate, thresholds).filter(
    ({ level, outcome }) => level === 'fail' && outcome === 'broken',
  );
}
