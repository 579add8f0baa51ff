import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type RawPlans, readPlans } from './read-plans';
import { resolveTest, type TestRequest } from './resolve-test';
import { parseAssignment } from './set-path';

const shipped = readPlans(join(import.meta.dirname, '../../../../plans'));
const COMMON = [
  ...['PROFILE', 'USERS', 'DURATION', 'SPAWN_RATE', 'TAGS', 'EXCLUDE_TAGS'],
  ...['LOG_LEVEL', 'LOCATION', 'ALLOW_TARGET'],
];
const HTTP = {
  tags: ['look'],
  variables: [...COMMON, 'TARGET_HOST', 'EVERY'],
  addresses: [{ url: 'TARGET_HOST', isTarget: true }],
};
const GRPC = {
  addresses: [{ host: 'SERVICE_HOST', port: 'SERVICE_PORT', isTarget: true }],
  tags: ['crud', 'listing'],
  variables: [
    ...COMMON,
    'SERVICE_HOST',
    'SERVICE_PORT',
    'TLS',
    'LISTING_PAGES',
    'USER_1_EMAIL',
    'USER_1_PASSWORD',
  ],
};
const SUITES = {
  'vacancies-auth': GRPC,
  vacancies: GRPC,
  requests: HTTP,
  chater: HTTP,
  'chater-auth': HTTP,
  fractal: HTTP,
};

function resolve(
  name: string,
  set: readonly string[],
  environment: Record<string, string> = {},
  options: TestRequest['options'] = {},
  raw: RawPlans = shipped,
) {
  return resolveTest({ name, options, assignments: set.map(parseAssignment) }, raw, environment, SUITES);
}

describe('a value from --set has the source --set, whatever files and environment contain', () => {
  test.each([
    ['requests', 'test.overrides.users=7', 'USERS', '7'],
    ['requests', 'test.overrides.duration=7s', 'DURATION', '7s'],
    ['requests', 'test.overrides.spawnRate=7', 'SPAWN_RATE', '7'],
    ['requests', 'test.overrides={ users: 7 }', 'USERS', '7'],
    ['vacancies-smoke', 'test.overrides.tags=[crud]', 'TAGS', 'crud'],
    ['vacancies-smoke', 'test.overrides.excludeTags=[crud]', 'EXCLUDE_TAGS', 'crud'],
    ['requests', 'test.location=here', 'LOCATION', 'here'],
    ['requests', 'test.logLevel=warn', 'LOG_LEVEL', 'warn'],
    ['requests', 'test.profile=stress', 'PROFILE', 'stress'],
    ['requests', 'environment.location=there', 'LOCATION', 'there'],
    ['requests', 'environment.allow=[localhost]', 'ALLOW_TARGET', 'localhost'],
    [
      'requests',
      'environment.suites.requests.address=127.0.0.1:8099',
      'TARGET_HOST',
      'http://127.0.0.1:8099',
    ],
    [
      'chater-smoke',
      'environment.suites.chater.address=127.0.0.1:8099',
      'TARGET_HOST',
      'http://127.0.0.1:8099',
    ],
    ['vacancies-smoke', 'environment.suites.vacancies.address=127.0.0.1:8', 'SERVICE_PORT', '8'],
    ['vacancies-smoke', 'environment.suites.vacancies.tls=true', 'TLS', '1'],
    ['vacancies-smoke', 'environment.suites.vacancies.data.LISTING_PAGES=3', 'LISTING_PAGES', '3'],
    ['requests', 'profile.users=7', 'USERS', '7'],
    ['requests', 'profile.duration=7s', 'DURATION', '7s'],
    ['requests', 'profile.spawnRate=7', 'SPAWN_RATE', '7'],
    [
      'vacancies-smoke',
      'environment.roles.user[0].email=OTHER',
      'USER_1_EMAIL',
      'b@example.com',
      'OTHER of --set',
    ],
  ])('%s, %s', (name, text, variable, value, source = '--set') => {
    const environment = { OTHER: 'b@example.com', [variable]: 'other.example.com' };
    const { test: resolved, problems } = resolve(name, [text], environment);
    expect(problems).toEqual([]);
    expect(resolved?.variables[variable]).toBe(value);
    expect(resolved?.sources[variable]).toBe(source);
  });

  test.each([
    ['test.profile=stress', 'profile.users=7', { USERS: '7', PROFILE: 'stress' }],
    ['test.profile=step', 'profile.step.users=3', { PROFILE: 'step' }],
  ])('%s decides which profile %s changes', (first, second, variables) => {
    const { test: resolved, problems } = resolve('vacancies-smoke', [first, second]);
    expect(problems).toEqual([]);
    expect(resolved?.variables).toMatchObject(variables);
  });

  test('test.environment decides where the test runs', () => {
    const { local } = shipped.environments;
    const raw = {
      ...shipped,
      environments: { local, other: { ...(local as object), location: 'elsewhere' } },
    };
    const { test: resolved } = resolve(
      'requests',
      ['test.environment=other'],
      { ENVIRONMENT: 'local' },
      {},
      raw,
    );
    expect(resolved).toMatchObject({ environment: 'other', variables: { LOCATION: 'elsewhere' } });
  });

  test("a test's own location wins over that of its environment", () => {
    const { registry } = shipped as { registry: { tests: Record<string, object> } };
    const tests = { ...registry.tests, requests: { ...registry.tests.requests, location: 'rack 4' } };
    const raw = { ...shipped, registry: { ...registry, tests } };
    expect(resolve('requests', [], {}, {}, raw).test?.sources.LOCATION).toBe('registry requests');
  });
});

test('a --set equal to the profile is refused, but not when it overrides a variable with another value', () => {
  const set = ['profile.users=1'];
  expect(resolve('vacancies-smoke', set).problems).toEqual([
    {
      code: 'set-without-effect',
      where: '--set profile.users',
      message: expect.stringContaining('has no effect'),
    },
  ]);
  expect(resolve('vacancies-smoke', set, { USERS: '7' }).problems).toEqual([]);
});

test('an unknown name is reported where it was given', () => {
  const where = (environment: Record<string, string>, options = {}) =>
    resolve('requests', [], environment, options).problems.map((problem) => problem.where);
  expect(where({ PROFILE: 'SMOKE' })).toEqual(['PROFILE']);
  expect(where({ ENVIRONMENT: 'LOCAL' })).toEqual(['ENVIRONMENT']);
  expect(where({ PROFILE: 'load' }, { profile: 'SMOKE' })).toEqual(['--profile']);
});

describe('a --set without effect on the run is refused by its path', () => {
  test.each([
    [['test.description=x'], {}, 'has no effect on what test requests runs: leave it out'],
    [['test.overrides.users=50'], {}, 'has no effect on what test requests runs: leave it out'],
    [['profile.description=x'], {}, 'has no effect on what test requests runs: leave it out'],
    [['environment.description=x'], {}, 'has no effect on what test requests runs: leave it out'],
    [['environment.roles.user[0].email=X'], {}, 'has no effect on what test requests runs: leave it out'],
    [
      ['environment.suites.chater.address=localhost:1'],
      {},
      'has no effect, as test requests runs suite requests: write environment.suites.requests.…, or leave it out',
    ],
    [['environment.suites.requests.tls=true'], { TARGET_HOST: 'http://127.0.0.1:1' }, 'has no effect'],
    [['test.overrides.users=3', 'test.overrides.users=4'], {}, 'is given more than once: write it once'],
    [
      ['test.overrides.users=3', 'profile.users=4'],
      {},
      'sets the same as --set profile.users: write one of them',
    ],
    [['test.location=a', 'environment.location=b'], {}, 'sets the same as --set'],
  ])('%j', (set, environment, message) => {
    const { test: resolved, problems } = resolve('requests', set, environment as Record<string, string>);
    expect(resolved).toBeUndefined();
    const paths = set.map((text) => `--set ${text.replace(/=.*/, '')}`);
    expect(problems).toContainEqual({
      code: 'set-without-effect',
      where: expect.toSatisfy((where) => paths.includes(where)),
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['test.overrides.users=3', { users: '4' }, '--users'],
    ['profile.users=3', { users: '4' }, '--users'],
    ['profile.spawnRate=3', { spawnRate: '4' }, '--spawn-rate'],
    ['test.logLevel=warn', { logLevel: 'info' }, '--log-level'],
    ['test.profile=load', { profile: 'smoke' }, '--profile'],
  ])('%s together with an option of the same value: %j', (text, options, option) => {
    const { problems } = resolve('requests', [text], {}, options);
    expect(problems).toEqual([
      {
        code: 'set-without-effect',
        where: `--set ${text.replace(/=.*/, '')}`,
        message: `sets the same as ${option}: write one of them`,
      },
    ]);
  });
});
