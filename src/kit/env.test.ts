import { describe, expect, test } from 'vitest';
import { readAccounts } from './accounts';
import { Env } from './env';

describe('Env', () => {
  test('takes what is set, falls back to defaults, and says where each value comes from', () => {
    const env = new Env({
      USERS: '20',
      DURATION: '1m',
      EMPTY: '',
      TLS: '1',
      SOURCES: '{"USERS":"command line"}',
    });
    expect(env.integer('USERS', 1)).toBe(20);
    expect(env.durationMs('DURATION')).toBe(60_000);
    expect(env.text('EMPTY', 'fallback')).toBe('fallback');
    expect(env.flag('TLS')).toBe(true);
    expect(env.list('TAGS')).toEqual([]);
    expect(env.settings).toEqual([
      { name: 'USERS', value: '20', source: 'command line' },
      { name: 'DURATION', value: '1m', source: 'variable' },
      { name: 'EMPTY', value: 'fallback', source: 'default' },
      { name: 'TLS', value: '1', source: 'variable' },
    ]);
    expect(env.problems).toEqual([]);
  });

  test('collects everything that is wrong', () => {
    const env = new Env({
      USERS: '0',
      RATE: '-1',
      DURATION: '20',
      TLS: 'yes',
      PROFILE: 'smok',
      PORT: '99999',
    });
    env.integer('USERS', 1);
    env.positive('RATE');
    env.durationMs('DURATION');
    env.flag('TLS');
    env.choice('PROFILE', ['smoke', 'load'], 'smoke');
    env.integer('PORT', 1, 1, 65_535);
    expect(env.problems.map(({ where, message }) => `${where} ${message}`)).toEqual([
      'USERS is "0": write a whole number from 1 upwards',
      'RATE is "-1": write a number above 0',
      'DURATION "20" has no unit: write 20s or 20ms',
      'TLS is "yes": write 1 or 0',
      'PROFILE there is no "smok": did you mean "smoke"? valid: smoke, load',
      'PORT is "99999": write a whole number from 1 to 65535',
    ]);
  });
});

describe('readAccounts', () => {
  const read = (variables: Record<string, string>) => {
    const env = new Env(variables);
    return { accounts: readAccounts(env, Object.keys(variables)), env };
  };

  test('reads any number of accounts', () => {
    const { accounts, env } = read({
      USER_1_EMAIL: 'a',
      USER_1_PASSWORD: 'x',
      USER_2_EMAIL: 'b',
      USER_2_PASSWORD: 'y',
    });
    expect(accounts.map(({ number, email }) => [number, email])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    expect(env.problems).toEqual([]);
  });

  test('tells a gap, a missing password and no account at all, and never a password', () => {
    const { env } = read({ USER_1_EMAIL: 'a', USER_1_PASSWORD: 'hidden', USER_3_EMAIL: 'c' });
    expect(env.problems.map(({ where }) => where)).toEqual([
      'USER_2_EMAIL',
      'USER_2_PASSWORD',
      'USER_3_PASSWORD',
    ]);
    expect(JSON.stringify([env.problems, env.settings])).not.toContain('hidden');
    expect(read({}).env.problems.map(({ where }) => where)).toEqual(['USER_1_EMAIL', 'USER_1_PASSWORD']);
  });
});
