import { type Aggregate, callStats } from '../../core/figures/aggregate';
import type { Fault } from './fault-proxy';

/** A reply through the proxy takes at least the whole delay. The rest allows for the accuracy of the clocks. */
const SOON = 0.5;

/**
 * Whether the calls of one name did not pass through the proxy. k6 does not tell which address a call went to, but a fault
 * that reaches a call shows in its figures. Resets tell nothing: over TLS k6 may repeat a call whose connection is reset.
 * @param aggregate figures of the run with the fault
 */
export function isElsewhere(call: string, fault: Fault, aggregate: Aggregate): boolean {
  const { count = 0, failed = 0, duration, stream } = callStats(aggregate, call, 'load') ?? {};
  if (count === 0 || failed > 0) return false;
  // A stream that the client ends may get no message, and does not fail.
  if (fault.kind === 'stall') return fault.ms === undefined && (!stream || stream.messages > 0);
  const fastest = stream ? stream.firstMessage : duration;
  return fault.kind === 'latency' && fastest !== undefined && fastest.min < SOON * fault.ms;
}

/**
 * Whether calls of one name failed or waited under a fault, so that at least one of them passed through the proxy.
 * @param aggregate figures of the run with the fault
 */
export function isReached(call: string, fault: Fault, aggregate: Aggregate): boolean {
  const { count = 0, failed = 0, duration, stream } = callStats(aggregate, call, 'load') ?? {};
  if (count === 0 || fault.kind === 'none') return false;
  const fastest = stream ? stream.firstMessage : duration;
  return failed > 0 || (fault.kind === 'latency' && fastest !== undefined && fastest.min >= SOON * fault.ms);
}
