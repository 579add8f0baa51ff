import { expect, it } from 'vitest';
import { plannedIterations, type Schedule } from '../spec/schedule';
import { arrivals, missingOf } from './arrivals';

/** 1,000 arrivals, one each 10 ms. */
const SCHEDULE: Schedule = { kind: 'constant', rate: 100, timeUnitMs: 1_000, durationMs: 10_000, startMs: 0 };
const JOURNEY = { planned: plannedIterations(SCHEDULE), schedule: SCHEDULE };

/** What became of the arrivals when the latest iteration was late by `maxMs`. */
function made(started: number, maxMs?: number, { done = started, dropped = 0 } = {}) {
  const times = { count: started, min: 0, avg: 1, med: 1, percentiles: {} };
  const delay = maxMs === undefined ? undefined : { ...times, max: maxMs };
  const counts = arrivals(JOURNEY, { started, done, dropped }, delay);
  const { tooLate = 0, unaccounted } = counts;
  return { tooLate, unaccounted, missing: missingOf({ journey: 'crud', failed: 0, causes: {}, ...counts }) };
}

it('iterations due at the end of the load are not missing when the generator was too late to start them', () => {
  expect(made(1_000, 3)).toEqual({ tooLate: 0, unaccounted: 0, missing: 0 });
  expect(made(999, 3)).toEqual({ tooLate: 0, unaccounted: 1, missing: 1 });
  expect(made(999, 12)).toEqual({ tooLate: 1, unaccounted: 0, missing: 0 });
  expect(made(998, 12)).toEqual({ tooLate: 1, unaccounted: 1, missing: 1 });
  expect(made(999)).toEqual({ tooLate: 0, unaccounted: 1, missing: 1 });
});

it('a generator that is later than a healthy one excuses no more iterations', () => {
  expect(made(991, 5_000)).toEqual({ tooLate: 9, unaccounted: 0, missing: 0 });
  expect(made(900, 5_000)).toEqual({ tooLate: 9, unaccounted: 91, missing: 91 });
});

it('iterations that were cut off are missing, whatever the delay', () => {
  expect(made(1_000, 12, { done: 998 })).toEqual({ tooLate: 0, unaccounted: 0, missing: 2 });
  expect(made(999, 12, { done: 998 })).toEqual({ tooLate: 1, unaccounted: 0, missing: 1 });
  expect(made(900, 3, { done: 899, dropped: 100 })).toEqual({ tooLate: 0, unaccounted: 0, missing: 1 });
});

it('an iteration at the very end may take the place of one that was cut off', () => {
  expect(made(1_001, 3, { done: 1_000 })).toEqual({ tooLate: 0, unaccounted: 0, missing: 0 });
});
