import type { InstanceEnd } from '../verdict/instance-end';
import type { Aggregate } from './aggregate';

/**
 * Sets the length of the load of a run that ended early to the time that it really lasted. Rates are calculated by this
 * length.
 * @param beganAtMs when the load began, in ms since the epoch; undefined when it did not begin
 */
export function overItsLength(
  aggregate: Aggregate,
  ends: readonly InstanceEnd[],
  beganAtMs: number | undefined,
): Aggregate {
  // When only some instances were stopped, there was load until the last of the others ended.
  const stops = ends.map(({ stopped }) => stopped?.atMs ?? Number.POSITIVE_INFINITY);
  const lastedMs = beganAtMs === undefined || stops.length === 0 ? Infinity : Math.max(...stops) - beganAtMs;
  return lastedMs > 0 && lastedMs < aggregate.loadMs ? { ...aggregate, loadMs: lastedMs } : aggregate;
}
