import { describe, expect, test } from 'vitest';
import { readAccounts } from '../auth/accounts';
import { Env } from './env';

describe('Env', () => {
  test('takes variables that are set, falls back to defaults, and reports the source of each value', () => {
    const env = new Env({
      USERS: '20',
      DURATION: '1m',
      EMPTY: '',
      TLS: '1',
      LOADLINE_SOURCES: '{"USERS":"command line"}',
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

  test.each(['a nightly job', '[]', 'null', '"x"', '{"USERS":1}', '{"USERS"'])(
    'LOADLINE_SOURCES=%s is a problem in one line, and sources are reported without it',
    (LOADLINE_SOURCES) => {
      const env = new Env({ LOADLINE_SOURCES, USERS: '20' });
      expect(env.integer('USERS', 1)).toBe(20);
      expect(env.settings).toEqual([{ name: 'USERS', value: '20', source: 'variable' }]);
      expect(env.problems).toEqual([
        {
          code: 'variable-value',
          where: 'LOADLINE_SOURCES',
          message: expect.stringMatching(/^is no JSON object of texts: .+$/),
        },
      ]);
    },
  );

  test('a missing base URL is a problem, also beside a wrong variable whose name begins in the same way', () => {
    const env = new Env({ TARGET_HOST_TIMEOUT: 'soon' });
    env.durationMs('TARGET_HOST_TIMEOUT');
    expect(env.baseUrl('TARGET_HOST')).toBeUndefined();
    expect(env.problems.map(({ code, where }) => `${where}: ${code}`)).toEqual([
      'TARGET_HOST_TIMEOUT: variable-value',
      'TARGET_HOST: variable-missing',
    ]);
  });

  test('a wrong base URL is one problem, whatever the source of its value', () => {
    const env = new Env({ TARGET_HOST: 'ftp://x', LOADLINE_SOURCES: '{"TARGET_HOST":"command line"}' });
    expect(env.baseUrl('TARGET_HOST')).toBeUndefined();
    expect(env.problems).toHaveLength(1);
  });

  test('collects all problems', () => {
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
      'TLS is "yes": write 1 or true, 0 or false',
      'PROFILE there is no "smok": did you mean "smoke"? valid: smoke, load',
      'PORT is "99999": write a whole number from 1 to 65535',
    ]);
  });
});

describe('Env reads', () => {
  const problem = (env: Env) => env.problems.map(({ where, message }) => `${where} ${message}`).join();

  test.each([
    ['5s', 5_000, ''],
    ['once', 'once', ''],
    [undefined, undefined, ''],
    ['0s', undefined, 'EVERY is "0s": write a duration above 0s, or once'],
    ['5', undefined, 'EVERY "5" has no unit: write 5s or 5ms'],
  ])('a period: %s', (text, value, said) => {
    const env = new Env({ EVERY: text });
    expect(env.period('EVERY')).toBe(value);
    expect(problem(env)).toBe(said);
  });

  const SUCH_AS = 'write a base URL such as http://127.0.0.1:8000';
  test.each([
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000', ''],
    ['https://h.example.com/api/v1/', 'https://h.example.com/api/v1', ''],
    ['http://[::1]:80', 'http://[::1]:80', ''],
    ['127.0.0.1:8000', undefined, `TARGET_HOST is "127.0.0.1:8000": ${SUCH_AS}`],
    ['ftp://h', undefined, `TARGET_HOST is "ftp://h": ${SUCH_AS}`],
    ['http://h/?a=1', undefined, `TARGET_HOST is "http://h/?***": ${SUCH_AS}`],
    ['http://me:hush@h', undefined, 'TARGET_HOST contains a user name: write the URL without it'],
    ['', undefined, 'TARGET_HOST is not set: write where the system is, such as http://127.0.0.1:8000'],
  ])('a base URL: %s', (text, value, said) => {
    const env = new Env({ TARGET_HOST: text });
    expect(env.baseUrl('TARGET_HOST')).toBe(value);
    expect(problem(env)).toBe(said);
  });

  test.each([
    ['', 'a:1,b:1', ''],
    ['a:1, b:2', 'a:1,b:2', ''],
    ['b:3', 'b:3', ''],
    ['a:0,b:0', undefined, 'W has no weight above 0'],
    ['c:1', undefined, 'W there is no "c": valid: a, b'],
    ['a', undefined, 'W holds "a": write a name and a whole number, such as a:1'],
    ['a:x', undefined, 'W holds "a:x": write a name and a whole number, such as a:1'],
    ['a:1:2', undefined, 'W holds "a:1:2": write a name and a whole number, such as a:1'],
  ])('weights: %s', (text, value, said) => {
    const env = new Env({ W: text });
    env.weights('W', ['a', 'b']);
    expect(env.settings[0]?.value).toBe(value);
    expect(problem(env)).toBe(said);
  });
});

describe('Env reads the address of a service', () => {
  test.each([
    ['::1', '[::1]:7823'],
    ['[::1]', '[::1]:7823'],
    ['LOCALHOST', 'localhost:7823'],
    [undefined, 'localhost:7823'],
  ])('%s is contacted as %s', (text, address) => {
    const env = new Env({ HOST: text });
    expect(env.address('HOST', 'PORT', 'localhost', 7823)).toBe(address);
    expect(env.targets).toEqual([address]);
    expect(`${env.settings[0]?.value}:${env.settings[1]?.value}`).toBe(address);
    expect(env.problems).toEqual([]);
  });

  test.each(['http://localhost', 'localhost:7823', '127.0.0.1/evil', '127.0.0.1#x', 'a b', '::1:7823:x'])(
    '%s is refused, and the error says what to write',
    (text) => {
      const env = new Env({ HOST: text });
      env.address('HOST', 'PORT', 'localhost', 7823);
      expect(env.problems).toEqual([
        {
          code: 'variable-value',
          where: 'HOST',
          message: `is "${text}": write the host alone, such as stage.example.com, 127.0.0.1 or ::1; the port belongs in PORT`,
        },
      ]);
    },
  );

  test('an address with a user name is refused, and the user name is not repeated', () => {
    const env = new Env({ HOST: 'me:secret@evil.com' });
    env.address('HOST', 'PORT', 'localhost', 7823);
    expect(env.refused).toEqual([
      {
        code: 'target-not-allowed',
        where: 'HOST',
        message: 'contains a user name: write the host without it',
      },
    ]);
    expect(JSON.stringify([env.problems, env.settings])).not.toContain('secret');
  });
});

describe('readAccounts', () => {
  const read = (variables: Record<string, string>) => {
    const env = new Env(variables);
    return { accounts: readAccounts(env, ['email', 'password']), env };
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

  test('reports a gap, a missing password and no account at all, and never a password', () => {
    const { env } = read({ USER_1_EMAIL: 'a', USER_1_PASSWORD: 'hidden', USER_3_EMAIL: 'c' });
    expect(env.problems.map(({ where }) => where)).toEqual([
      'USER_2_EMAIL',
      'USER_2_PASSWORD',
      'USER_3_PASSWORD',
    ]);
    expect(JSON.stringify([env.problems, env.settings])).not.toContain('hidden');
    expect(read({}).env.problems.map(({ where }) => where)).toEqual(['USER_1_EMAIL', 'USER_1_PASSWORD']);
  });

  test('an account with empty variables does not count', () => {
    const { accounts, env } = read({
      USER_1_EMAIL: 'a',
      USER_1_PASSWORD: 'x',
      USER_2_EMAIL: '',
      USER_2_PASSWORD: '',
    });
    expect(accounts).toHaveLength(1);
    expect(env.problems).toEqual([]);
  });

  test('reads the fields that the sign-in names, and no others', () => {
    const variables = {
      USER_1_CLIENT_ID: 'a',
      USER_1_CLIENT_SECRET: 'x',
      USER_2_CLIENT_ID: 'b',
      USER_3_EMAIL: 'c',
    };
    const env = new Env(variables);
    expect(readAccounts(env, ['client_id', 'client_secret'])).toEqual([
      { number: 1, client_id: 'a', client_secret: 'x' },
    ]);
    expect(env.problems.map(({ where }) => where)).toEqual(['USER_2_CLIENT_SECRET']);
  });

  test('names the variable from which an environment file takes the value', () => {
    const LOADLINE_SOURCES = JSON.stringify({ USER_1_PASSWORD: 'STAGE_WORD of environment stage' });
    const { env } = read({ USER_1_EMAIL: 'a', USER_1_PASSWORD: '', LOADLINE_SOURCES });
    expect(env.problems).toEqual([
      {
        code: 'variable-missing',
        where: 'USER_1_PASSWORD (STAGE_WORD of environment stage)',
        message: expect.stringContaining('is not set'),
      },
    ]);
  });
});

test('a missing secret is set in .env only where loadline runs k6: k6 alone reads no .env', () => {
  const problemOf = (variables: Record<string, string>) => {
    const env = new Env(variables);
    env.requireSecrets('API_KEY');
    return env.problems[0]?.message;
  };
  expect(problemOf({ LOADLINE_PLAN_FILES: '/files.json' })).toContain('write its value into .env');
  expect(problemOf({})).toBe('is not set: set the variable, as k6 alone reads no .env');
});
