import { expect, it } from 'vitest';
import { levelRequest } from './run-level';

const LEVEL = { users: 7, durationMs: 30_000 };

it('every level has the same seed, and no users or duration of the variables', () => {
  const variables = { USERS: '3', DURATION: '1m', SPAWN_RATE: '1', PROFILE: 'load' };
  const request = levelRequest({ suite: 'requests', test: 'requests', variables }, LEVEL, 'c-1');
  expect(request.variables).toMatchObject({
    SEED: '1',
    RUN_ID: 'c-1',
    USERS: undefined,
    DURATION: undefined,
  });
  expect(request.files?.profiles?.load).toEqual({ description: 'load', users: 7, duration: '30s' });
  const own = levelRequest({ suite: 'requests', test: 'requests', variables: { SEED: '42' } }, LEVEL, 'c-2');
  expect(own.variables.SEED).toBe('42');
});

it('a level observes and judges the same series as a run of the test', () => {
  const observed = [
    { name: 'worker', kind: 'process', headers: {}, everyMs: 1_000, isOptional: false, series: [] },
  ] as const;
  const request = levelRequest(
    { suite: 'requests', test: 'requests', variables: {}, observed },
    LEVEL,
    'c-1',
  );
  expect(request.observed).toBe(observed);
});
