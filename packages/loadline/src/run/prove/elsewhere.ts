import { type Aggregate, type CallStats, callStats } from '../../core/figures/aggregate';
import type { Cause } from '../../core/names';
import type { Fault } from './fault-proxy';

/** A reply that takes less than this share of the delay did not pass through the proxy. */
const SOON = 0.5;
/** A reply through the proxy takes at least the whole delay. The rest allows for the accuracy of the clocks. */
const LATE = 0.9;

/** Causes of the calls that a fault makes fail. With any other cause, as a status of HTTP, a call got a reply. */
const BY_FAULT: readonly Cause[] = [
  'connection_reset',
  'connection_failed',
  'connect_timeout',
  'timeout',
  'tls',
  'truncated_body',
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'CANCELLED',
];

/**
 * Whether the calls of one name did not pass through the proxy. k6 does not tell which address a call went to, but a fault
 * that reaches a call shows in its figures. Resets tell nothing: over TLS k6 may repeat a call whose connection is reset.
 * @param aggregate figures of the run with the fault
 */
export function isElsewhere(call: string, fault: Fault, aggregate: Aggregate): boolean {
  const stats = callStats(aggregate, call, 'load');
  if (!stats || stats.count === 0 || failedByFault(stats) > 0) return false;
  // A stream that the client ends may get no message, and does not fail.
  if (fault.kind === 'stall') return fault.ms === undefined && (!stats.stream || stats.stream.messages > 0);
  const fastest = firstReplies(stats);
  return fault.kind === 'latency' && fastest !== undefined && fastest.min < SOON * fault.ms;
}

/**
 * Whether a fault made calls of one name fail or wait, so that at least one of them passed through the proxy. A failure that is
 * the server's own answer says nothing about it, nor failures that are as frequent without the fault.
 * @param aggregate figures of the run with the fault
 * @param healthy figures of the run without a fault
 */
export function isReached(call: string, fault: Fault, aggregate: Aggregate, healthy: Aggregate): boolean {
  const stats = callStats(aggregate, call, 'load');
  if (!stats || stats.count === 0 || fault.kind === 'none') return false;
  if (failedByFault(stats) > failedByFault(callStats(healthy, call, 'load'))) return true;
  const { stream, duration } = stats;
  if (fault.kind === 'latency') return (firstReplies(stats)?.min ?? 0) >= LATE * fault.ms;
  if (fault.kind === 'reset') return false;
  if (fault.ms === undefined) return stream?.messages === 0;
  // Replies pass from time to time, so only the longest one has to wait.
  return Math.max(stream?.longestGap?.max ?? 0, duration?.max ?? 0) >= LATE * fault.ms;
}

/** Share of the calls that failed as a fault makes them fail. */
function failedByFault(
  { causes, count }: Pick<CallStats, 'causes' | 'count'> = { causes: {}, count: 0 },
): number {
  return BY_FAULT.reduce((sum, cause) => sum + (causes[cause] ?? 0), 0) / Math.max(1, count);
}

function firstReplies({ stream, duration }: CallStats) {
  return stream ? stream.firstMessage : duration;
}
