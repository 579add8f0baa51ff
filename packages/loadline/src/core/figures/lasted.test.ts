import { expect, it } from 'vitest';
import { compileThresholds } from '../thresholds/compile-thresholds';
import type { InstanceEnd } from '../verdict/instance-end';
import { judge } from '../verdict/judge';
import type { Aggregate } from './aggregate';
import { overItsLength } from './lasted';

const BEGAN = 1_000_000;

/** 56 calls in 8.6 s, when a load of 60 s ended: 6.5 per second. */
const AGGREGATE: Aggregate = {
  loadMs: 60_000,
  calls: [{ call: 'Get', phase: 'load', count: 56, failed: 0, causes: {} }],
  journeys: [],
  scriptErrors: 0,
  sessionsRenewed: 0,
  retries: 0,
  recordsLeft: 0,
};

function end(afterMs?: number): InstanceEnd {
  const times = { startedAtMs: BEGAN - 2_000, endedAtMs: BEGAN + 70_000 };
  const stopped = afterMs === undefined ? {} : { stopped: { by: 'SIGINT', atMs: BEGAN + afterMs } as const };
  return { version: 1, instance: 1, ...times, ...stopped };
}

it.each<[string, readonly InstanceEnd[], number | undefined, number]>([
  ['was stopped', [end(8_600)], BEGAN, 8_600],
  ['was not stopped', [end()], BEGAN, 60_000],
  ['was stopped in its clean-up', [end(61_000)], BEGAN, 60_000],
  ['was stopped in one of two instances', [end(8_600), end()], BEGAN, 60_000],
  ['was stopped in both', [end(8_600), end(8_700)], BEGAN, 8_700],
  ['never began', [end(-500)], undefined, 60_000],
  ['was stopped before it began', [end(-500)], BEGAN, 60_000],
  ['left no record', [], BEGAN, 60_000],
])('the load of a run that %s', (_, ends, began, lastedMs) => {
  expect(overItsLength(AGGREGATE, ends, began).loadMs).toBe(lastedMs);
});

it('rates are relative to the actual length of the load', () => {
  const { thresholds } = compileThresholds({ run: { rate: '>= 1/s', why: 'because' } }, 'thresholds.json');
  const ends = [end(8_600)];
  const [rate] = judge(overItsLength(AGGREGATE, ends, BEGAN), thresholds.common, { ends }).thresholds;
  expect(rate?.measured).toBeCloseTo(6.5, 1);
});
