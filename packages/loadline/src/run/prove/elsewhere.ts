import { type Aggregate, callStats } from '../../core/figures/aggregate';
import type { Fault } from './fault-proxy';

/** A reply through the proxy takes at least the whole delay. The rest allows for the accuracy of the clocks. */
const SOON = 0.5;

/** Highest probability that resets miss all of many requests by chance. */
const CHANCE = 1e-6;

/**
 * Whether the calls of one name did not pass through the proxy. k6 does not tell which address a call went to, but a fault
 * that reaches a call shows in its figures.
 * @param aggregate figures of the run with the fault
 */
export function isElsewhere(call: string, fault: Fault, aggregate: Aggregate): boolean {
  const { count = 0, failed = 0, duration, stream } = callStats(aggregate, call, 'load') ?? {};
  if (count === 0 || failed > 0) return false;
  if (fault.kind === 'reset') return (1 - fault.share) ** count < CHANCE;
  // A stream that the client ends may get no message, and does not fail.
  if (fault.kind === 'stall') return fault.ms === undefined && (!stream || stream.messages > 0);
  const fastest = stream ? stream.firstMessage : duration;
  return fault.kind === 'latency' && fastest !== undefined && fastest.min < SOON * fault.ms;
}
