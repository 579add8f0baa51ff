import { expect, test } from 'vitest';
import { parsePause, pauseProblem } from './pause';

test.each([
  ['1s-3s', [1_000, 3_000]],
  ['0s-500ms', [0, 500]],
  ['2s', [2_000, 2_000]],
])('%s is a pause', (text, ms) => {
  expect(parsePause(text)).toEqual(ms);
});

test.each([
  ['1-3', '"1" has no unit: write 1s or 1ms'],
  ['1s-3', '"3" has no unit'],
  ['3s-1s', 'write its shortest and longest time, such as 1s-3s'],
  ['1s-2s-3s', 'such as 1s-3s'],
  ['0s', 'such as 1s-3s'],
  ['', 'a duration is missing'],
])('%j is not a pause', (text, message) => {
  expect(() => parsePause(text)).toThrow(message);
});

test.each([
  ['1s-3s', 4, 10_000, undefined],
  ['1s-3s', 4, 9_000, '3 pauses of up to 3s leave no time for the calls of an iteration that may take 9s'],
  ['5s', 1, 5_000, '1 pause of up to 5s leave no time'],
  ['1-3', 4, 10_000, 'has no unit'],
])('%s between %i calls in %i ms', (pause, calls, maxDurationMs, problem) => {
  const told = pauseProblem(pause, calls, maxDurationMs);
  if (problem === undefined) expect(told).toBeUndefined();
  else expect(told).toContain(problem);
});
