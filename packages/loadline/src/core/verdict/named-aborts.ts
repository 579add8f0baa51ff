import type { Aggregate } from '../figures/aggregate';
import { evaluate } from '../thresholds/evaluate';
import { selectorOf } from '../thresholds/k6-thresholds';
import { statsOf } from '../thresholds/stats-of';
import type { Threshold } from '../thresholds/threshold';
import type { InstanceEnd } from './instance-end';

/**
 * Records of ends in which a run that a threshold stopped names the threshold by its id. k6 names the metrics of all thresholds
 * that were broken at that time, also those that stop nothing.
 */
export function withNamedAborts(
  ends: readonly InstanceEnd[],
  thresholds: readonly Threshold[],
  aggregate: Aggregate,
): InstanceEnd[] {
  return ends.map((end) => {
    const { stopped } = end;
    if (stopped?.by !== 'threshold' || stopped.detail === undefined) return end;
    const metrics = stopped.detail.split(', ');
    const aborting = thresholds.filter(
      ({ level, abortAfterMs, subject }) =>
        level === 'fail' && abortAfterMs !== undefined && metrics.includes(selectorOf(subject)),
    );
    const broken = aborting.filter(
      (threshold) => evaluate(threshold, statsOf(threshold.subject, aggregate)).outcome === 'broken',
    );
    const named = broken.length > 0 ? broken : aborting;
    if (named.length === 0) return end;
    return { ...end, stopped: { ...stopped, detail: named.map(({ id }) => id).join(', ') } };
  });
}
