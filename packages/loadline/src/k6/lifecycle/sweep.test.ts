import { describe, expect, test } from 'vitest';
import { Env } from '../user/env';
import { carriesMark, readSweep } from './sweep';

const HOUR_MS = 3_600_000;

describe('a record belongs to this instance', () => {
  test.each([
    ['Clerk [loadline-a 7]', 'loadline-a', true],
    ['Clerk [loadline-a1 7]', 'loadline-a', false],
    ['Clerk [loadline-a/2 7]', 'loadline-a', false],
    ['Clerk [loadline-a/2 7]', 'loadline-a/2', true],
    ['Clerk of loadline-a 7', 'loadline-a', false],
  ])('%s under the mark %s: %s', (title, mark, expected) => {
    expect(carriesMark(title, { mark })).toBe(expected);
  });
});

describe('a sweep selects', () => {
  const old = Date.now() - 2 * HOUR_MS;
  const young = Date.now();
  test.each([
    ['a run, all its instances', 'Clerk [loadline-a/2 7]', { run: 'a' }, young, true],
    ['no other run', 'Clerk [loadline-ab 7]', { run: 'a' }, young, false],
    ['every old run', 'Clerk [loadline-b 7]', { olderThanMs: HOUR_MS }, old, true],
    ['no young one', 'Clerk [loadline-b 7]', { olderThanMs: HOUR_MS }, young, false],
    ['none of unknown age', 'Clerk [loadline-b 7]', { olderThanMs: HOUR_MS }, undefined, false],
    ['no bystander', 'Clerk for a loadline-b 7', { olderThanMs: 0 }, old, false],
    ['a run only when it is old', 'Clerk [loadline-a 7]', { run: 'a', olderThanMs: HOUR_MS }, young, false],
  ])('%s', (_name, title, sweep, createdAtMs, expected) => {
    expect(carriesMark(title, { mark: '', sweep: { dryRun: false, ...sweep } }, createdAtMs)).toBe(expected);
  });
});

describe('a sweep of a suite that cannot remove records is refused, because it would report that it found none', () => {
  test.each([
    [{ SWEEP_RUN: 'a' }, 'SWEEP_RUN'],
    [{ SWEEP_OLDER_THAN: '1h' }, 'SWEEP_OLDER_THAN'],
    [{ SWEEP_OLDER_THAN: '1h', DRY_RUN: '1' }, 'SWEEP_OLDER_THAN'],
  ])('%j', (variables, where) => {
    const env = new Env(variables);
    readSweep(env, 'none');
    const message = expect.stringContaining('the system has no call that removes records: they stay');
    expect(env.problems).toEqual([{ code: 'suite-cannot', where, message }]);
  });

  test('a load of this suite is not a sweep, and another suite may be swept', () => {
    const [run, other] = [new Env({}), new Env({ SWEEP_RUN: 'a' })];
    expect(readSweep(run, 'none')).toBeUndefined();
    expect(readSweep(other, async () => 0)).toEqual({ run: 'a', dryRun: false });
    expect([...run.problems, ...other.problems]).toEqual([]);
  });
});
