import { expect, it } from 'vitest';
import { signInTimeMs } from './sign-in-time';
import type { OpenedSession } from './token-life';

const session = (askedAtMs: number, answeredAtMs: number): OpenedSession => ({
  token: 'a',
  askedAtMs,
  answeredAtMs,
});

it.each([
  ['no sessions', [], 0],
  ['one', [session(0, 200)], 0],
  ['two, of which one was alone', [session(0, 200), session(200, 400)], 0],
  ['one after the other', [session(0, 200), session(200, 400), session(200, 600)], 200],
  [
    'one after the other, far away',
    [session(0, 101), session(101, 202), session(101, 203), session(101, 204)],
    1,
  ],
  ['at the same time', [session(0, 100), session(100, 200), session(100, 200)], 0],
  ['faster than the first, which had to connect', [session(0, 100), session(100, 120), session(100, 120)], 0],
])('%s', (_, sessions, ms) => {
  expect(signInTimeMs(sessions)).toBe(ms);
});
