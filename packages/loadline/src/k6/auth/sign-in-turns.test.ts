import { expect, it } from 'vitest';
import { signInTurns } from './sign-in-turns';

it.each([
  ['the time of a sign-in is unknown', 0, 1],
  ['all are answered within one iteration', 10_000, 1],
  ['all are answered before any virtual user has waited too long', 21_900, 1],
  ['one turn more than all can wait for', 22_100, 2],
  ['a thousand sign-ins of 200 ms', 200_000, 19],
])('%s', (_, needMs, turns) => {
  expect(signInTurns(needMs, 10_000)).toBe(turns);
});
