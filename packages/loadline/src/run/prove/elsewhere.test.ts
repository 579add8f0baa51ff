import { expect, it } from 'vitest';
import { times, withCall } from '../../../../../tests/harness/example-aggregate';
import type { Aggregate, CallStats } from '../../core/figures/aggregate';
import { isElsewhere, isReached } from './elsewhere';
import type { Fault } from './fault-proxy';

const LATE: Fault = { kind: 'latency', ms: 1_120 };
const NO_REPLIES: Fault = { kind: 'stall' };

/** Figures of 100 calls. @param ms duration of the fastest one */
function figures(ms: number, changes: Partial<CallStats> = {}): Aggregate {
  return withCall({ duration: { ...times(5_000), min: ms }, ...changes });
}

it.each<[string, Fault, Aggregate, boolean]>([
  ['a reply came while all are held back', NO_REPLIES, figures(3), true],
  ['calls failed while replies are held back', NO_REPLIES, figures(3, { failed: 99 }), false],
  ['a reply came before its delay', LATE, figures(3), true],
  ['each reply had its delay', LATE, figures(1_121), false],
  ['calls failed, which may take no time', LATE, figures(3, { failed: 1 }), false],
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

it.each<[string, Fault, Aggregate, boolean]>([
  ['a call failed', { kind: 'reset', share: 0.3 }, figures(3, { failed: 1 }), true],
  ['no call failed', { kind: 'reset', share: 0.3 }, figures(3), false],
  ['each reply had its delay', LATE, figures(1_121), true],
  ['a reply came before its delay', LATE, figures(3), false],
  ['a call failed without a fault', { kind: 'none' }, figures(3, { failed: 1 }), false],
  ['the call did not happen', NO_REPLIES, figures(3, { count: 0 }), false],
])('whether a fault reached a call, as %s: %#', (_, fault, aggregate, expected) => {
  expect(isReached('Get', fault, aggregate)).toBe(expected);
});
