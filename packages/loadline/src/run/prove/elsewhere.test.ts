import { expect, it } from 'vitest';
import { times, withCall } from '../../../../../tests/harness/example-aggregate';
import type { Aggregate, CallStats } from '../../core/figures/aggregate';
import type { Cause } from '../../core/names';
import { isElsewhere, isReached } from './elsewhere';
import type { Fault } from './fault-proxy';

const LATE: Fault = { kind: 'latency', ms: 1_120 };
const NO_REPLIES: Fault = { kind: 'stall' };

/** Figures of 100 calls. @param ms duration of the fastest one */
function figures(ms: number, changes: Partial<CallStats> = {}): Aggregate {
  return withCall({ duration: { ...times(5_000), min: ms }, ...changes });
}

function failed(count: number, cause: Cause): Partial<CallStats> {
  return { failed: count, causes: { [cause]: count } };
}

it.each<[string, Fault, Aggregate, boolean]>([
  ['a reply came while all are held back', NO_REPLIES, figures(3), true],
  ['calls failed while replies are held back', NO_REPLIES, figures(3, failed(99, 'timeout')), false],
  ['the server itself failed some calls', NO_REPLIES, figures(3, failed(99, 'status_503')), true],
  ['a reply came before its delay', LATE, figures(3), true],
  ['each reply had its delay', LATE, figures(1_121), false],
  ['calls failed, which may take no time', LATE, figures(3, failed(1, 'timeout')), false],
  ['the server itself failed a call at once', LATE, figures(3, failed(1, 'NOT_FOUND')), true],
  ['no call failed by a reset, because k6 repeated it', { kind: 'reset', share: 0.3 }, figures(3), false],
  ['replies pass from time to time', { kind: 'stall', ms: 500 }, figures(3), false],
  ['there was no fault', { kind: 'none' }, figures(3), false],
  ['a stream got no message', NO_REPLIES, figures(3, { stream: { messages: 0 } }), false],
  ['a stream got one', NO_REPLIES, figures(3, { stream: { messages: 1 } }), true],
  ['a stream of which no message is timed', LATE, figures(3, { stream: { messages: 0 } }), false],
  ['the call did not happen', NO_REPLIES, figures(3, { count: 0 }), false],
])('whether calls passed by the proxy, as %s: %#', (_, fault, aggregate, expected) => {
  expect(isElsewhere('Get', fault, aggregate)).toBe(expected);
});

const RESET: Fault = { kind: 'reset', share: 0.3 };
const GAPS: Fault = { kind: 'stall', ms: 1_120 };

it.each<[string, Fault, Aggregate, boolean]>([
  ['a call failed by a reset', RESET, figures(3, failed(1, 'connection_reset')), true],
  ['the server itself failed calls', RESET, figures(3, failed(50, 'status_503')), false],
  ['the server itself failed calls over gRPC', RESET, figures(3, failed(50, 'INTERNAL')), false],
  ['no call failed', RESET, figures(3), false],
  ['each reply had its delay', LATE, figures(1_121), true],
  ['a reply came before its delay', LATE, figures(700), false],
  ['each stream got its first message late', LATE, figures(3, { stream: late(1_121) }), true],
  ['a stream got its first message before its delay', LATE, figures(3, { stream: late(700) }), false],
  ['no stream got a message', NO_REPLIES, figures(3, { stream: { messages: 0 } }), true],
  ['a stream got a message', NO_REPLIES, figures(3, { stream: { messages: 1 } }), false],
  ['a stream had a gap', GAPS, figures(3, { duration: times(3), stream: gap(1_121) }), true],
  ['no stream had a gap', GAPS, figures(3, { duration: times(3), stream: gap(700) }), false],
  ['a call failed without a fault', { kind: 'none' }, figures(3, failed(1, 'timeout')), false],
  ['the call did not happen', NO_REPLIES, figures(3, { count: 0 }), false],
])('whether a fault reached a call, as %s: %#', (_, fault, aggregate, expected) => {
  expect(isReached('Get', fault, aggregate, figures(3))).toBe(expected);
});

it('failures that are as frequent without the fault do not show that it reached a call', () => {
  const timeouts = (count: number) => figures(3, failed(count, 'timeout'));
  expect(isReached('Get', RESET, timeouts(20), timeouts(20))).toBe(false);
  expect(isReached('Get', RESET, timeouts(21), timeouts(20))).toBe(true);
});

function late(ms: number): CallStats['stream'] {
  return { messages: 300, firstMessage: times(ms) };
}

function gap(ms: number): CallStats['stream'] {
  return { messages: 300, longestGap: times(ms) };
}
