import type { InstanceEnd } from '../verdict/instance-end';
import type { Aggregate } from './aggregate';

/**
 * The figures of a run that ended early with the length that its load really had: rates are taken over it, as nothing was to
 * come after it.
 * @param beganAtMs when the load began, in ms since the epoch; undefined when it did not
 */
export function overItsLength(
  aggregate: Aggregate,
  ends: readonly InstanceEnd[],
  beganAtMs: number | undefined,
): Aggregate {
  // Where one instance was stopped and another went on, there was load up to the end of that.
  const stops = ends.map(({ stopped }) => stopped?.atMs ?? Number.POSITIVE_INFINITY);
  const lastedMs = beganAtMs === undefined || stops.length === 0 ? Infinity : Math.max(...stops) - beganAtMs;
  return lastedMs > 0 && lastedMs < aggregate.loadMs ? { ...aggregate, loadMs: lastedMs } : aggregate;
}
