import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkPlans, type RawPlans, readPlans } from './read-plans';
import { resolveTest, type TestRequest } from './resolve-test';
import { parseAssignment } from './set-path';

const shipped = readPlans(join(import.meta.dirname, '../../../../plans'));
const HTTP = {
  tags: [],
  variables: ['TARGET_HOST', 'EVERY', 'REGION_NAME'],
  addresses: [{ url: 'TARGET_HOST', isTarget: true }],
};
const SUITES = {
  'vacancies-auth': { tags: [], variables: [], addresses: [] },
  requests: HTTP,
  chater: HTTP,
  'chater-auth': HTTP,
  fractal: HTTP,
  vacancies: {
    tags: ['crud', 'listing'],
    addresses: [{ host: 'SERVICE_HOST', port: 'SERVICE_PORT', isTarget: true }],
    variables: [
      ...['USERS', 'LOCATION', 'LOG_LEVEL', 'SERVICE_HOST', 'LISTING_PAGES', 'LISTING_LIMIT'],
      ...['USER_1_EMAIL', 'USER_1_PASSWORD'],
    ],
  },
};
const SECRETS = { USER_1_EMAIL: 'a@example.com', USER_1_PASSWORD: 'hidden' };

function resolve(request: Partial<TestRequest> = {}, environment = {}, raw: RawPlans = shipped) {
  const whole = { name: undefined, options: {}, assignments: [], ...request };
  return resolveTest(whole, raw, { ...SECRETS, ...environment }, SUITES);
}

describe('precedence', () => {
  const raw = withTest({ overrides: { users: 20 } });

  test.each([
    ['the registry wins over the profile', {}, {}, '20', 'registry vacancies-smoke'],
    ['the command line wins over all', { options: { users: '5' } }, { USERS: '7' }, '5', 'command line'],
  ])('%s', (_name, request, environment, users, source) => {
    const { test: resolved, problems } = resolve(request, environment, raw);
    expect(problems).toEqual([]);
    expect(resolved?.variables.USERS).toBe(users);
    expect(resolved?.sources.USERS).toBe(source);
  });

  test('an environment variable takes precedence over the registry', () => {
    expect(resolve({}, { USERS: '7' }, raw).test?.variables.USERS).toBeUndefined();
  });
});

test('the environment file sets the address, the location and, through the names in it, the accounts', () => {
  const raw = withEnvironment({
    suites: { vacancies: { address: 'stage.example.com:443', tls: true, data: { LISTING_PAGES: 3 } } },
    allow: ['stage.example.com'],
    roles: { user: [{ email: 'STAGE_MAIL', password: 'STAGE_WORD' }] },
  });
  const { test: resolved } = resolve({}, { STAGE_MAIL: 'b@c.d', STAGE_WORD: 'x' }, raw);
  expect(resolved?.variables).toMatchObject({
    SERVICE_HOST: 'stage.example.com',
    SERVICE_PORT: '443',
    TLS: '1',
    LISTING_PAGES: '3',
    USER_1_EMAIL: 'b@c.d',
    USER_1_PASSWORD: 'x',
  });
});

test('an empty exported variable selects no environment and no profile', () => {
  expect(resolve({}, { ENVIRONMENT: '', PROFILE: '' }).problems).toEqual([]);
});

test.each(['stage.example.com:443', 'localhost.example.com:80', '127.0.0.1.example.com'])(
  'an address that is not allowed is refused: %s',
  (address) => {
    const raw = withEnvironment({ suites: { vacancies: { address } }, allow: ['other.example.com'] });
    expect(messages(resolve({}, {}, raw))).toContain('neither this machine nor among "allow"');
  },
);

test('faults are allowed on the hosts of the file alone, not on those of --set', () => {
  const raw = withEnvironment({ allow: ['stage.example.com'], prove: true });
  const sets = ['allow=[prod.example.com]', 'suites.vacancies.address=prod.example.com:443'];
  const assignments = sets.map((text) => parseAssignment(`environment.${text}`));
  const { test: resolved, problems } = resolve({ assignments }, {}, raw);
  expect(problems).toEqual([]);
  expect(resolved?.faultsOn).toEqual(['stage.example.com']);
  const none = resolve({}, {}, withEnvironment({ prove: false }));
  expect(none.test?.faultsOn).toBeUndefined();
});

test.each([
  ['vacancies', 'SERVICE_HOST', '[::1]', { SERVICE_PORT: '7823' }],
  ['requests', 'TARGET_HOST', 'http://[::1]:7823', {}],
])('an IPv6 address reaches suite %s through %s', (suite, variable, value, others) => {
  const suites = { [suite]: { address: '[::1]:7823' } };
  const raw = withEnvironment({ suites });
  const name = suite === 'vacancies' ? 'vacancies-smoke' : suite;
  expect(resolve({ name }, {}, raw).test?.variables).toMatchObject({ [variable]: value, ...others });
});

test.each(['http://localhost:1', 'localhost:1/x', 'localhost:x', '::1:7823:x'])(
  'address %s is refused, and the error says what to write',
  (address) => {
    const { problems } = resolve({}, {}, withEnvironment({ suites: { vacancies: { address } } }));
    expect(problems).toContainEqual({
      code: 'plan-file-value',
      where: 'plans/environments/local.yml: suites.vacancies.address',
      message: expect.stringContaining('write host:port without a scheme'),
    });
  },
);

test('an entry that allows no address is refused in either list', () => {
  const raw = withEnvironment({ allow: ['http://a.example.com'] });
  expect(resolve({}, {}, raw).problems[0]?.where).toBe('plans/environments/local.yml: allow[0]');
  expect(messages(resolve({}, { ALLOW_TARGET: 'a.example.com/../x' }))).toContain(
    'holds "a.example.com/../x"',
  );
});

test.each([
  ['an unknown test', { name: 'vacancies-lod' }, 'did you mean "vacancies-load"?'],
  ['an unknown profile', { options: { profile: 'stres' } }, 'did you mean "stress"?'],
  ['an unknown environment', { options: { env: 'locl' } }, 'did you mean "local"?'],
])('%s is refused with the nearest name', (_name, request, message) => {
  expect(messages(resolve(request))).toContain(message);
});

describe.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  '%s is a name like any other',
  (name) => {
    test.each([
      ['test', { name }],
      ['environment', { options: { env: name } }],
      ['profile', { options: { profile: name } }],
      ['suite', { assignments: [parseAssignment(`test.suite=${name}`)] }],
      ['tag', { assignments: [parseAssignment(`test.overrides.tags=[${name}]`)] }],
      ['suite', { assignments: [parseAssignment(`environment.suites.${name}.address=localhost`)] }],
      ['key', { assignments: [parseAssignment(`profile.${name}.x=1`)] }],
      ['key', { assignments: [parseAssignment(`test.${name}=1`)] }],
      ['variable', { assignments: [parseAssignment(`environment.suites.vacancies.data.${name}=1`)] }],
    ])('there is no %s of this name: %j', (kind, request) => {
      const said = messages(resolve(request as Partial<TestRequest>));
      const unknown = `there is no ${kind} "${name}"`;
      expect(said).toMatch(kind === 'variable' ? /is not the name of a variable|cannot be a name/ : unknown);
    });

    test('a test may have this name', () => {
      const { tests, ...rest } = shipped.registry as { tests: Record<string, object> };
      const registry = { ...rest, tests: { ...tests, [name]: tests['vacancies-smoke'] } };
      const found = resolve({ name }, {}, { ...shipped, registry });
      if (name === '__proto__') expect(messages(found)).toContain('there is no test');
      else expect(found.test?.name).toBe(name);
    });
  },
);

test('--set reaches into test, environment and profile, and a mistyped path is an unknown key', () => {
  const good = ['profile.step.users=3', 'environment.location=Mars', 'test.logLevel=debug'].map(
    parseAssignment,
  );
  const { test: resolved, problems } = resolve({ name: 'vacancies-step', assignments: good });
  expect(problems).toEqual([]);
  expect(resolved?.profiles.step).toMatchObject({ step: { users: 3 } });
  expect(resolved?.variables).toMatchObject({ LOCATION: 'Mars', LOG_LEVEL: 'debug' });
  expect(messages(resolve({ assignments: [parseAssignment('profile.userz=3')] }))).toContain(
    'did you mean "users"?',
  );
  expect(() => parseAssignment('users=3')).toThrow('profile.users=20');
});

describe('a problem of --set is reported once, at the given path', () => {
  const keys = 'valid: users, every';
  const whole = 'write a whole number from 1 upwards';
  test.each([
    ['profile.step.evry=20s', `there is no key "evry": did you mean "every"? ${keys}`],
    ['profile.step.every=20s', `step.users: is missing: ${whole}`],
    ['profile.users=0', whole],
    ['profile.users.x=1', whole],
    ['environment.suites.vacancy.data.X=3', 'there is no suite "vacancy": did you mean "vacancies"?'],
    ['environment.suites.vacancies.data.LISTING_PAGE=3', 'there is no variable "LISTING_PAGE": did you mean'],
    ['environment.suites.vacancies.address=a.example.com:1', 'a.example.com:1 is neither this machine'],
    ['test.overrides.tags=[crudd]', 'there is no tag "crudd": did you mean "crud"?'],
    ['environment.prove=true', 'write `prove: true` into its file'],
    ['environment.prove=false', 'write `prove: true` into its file'],
    ['environment[prove]=true', 'write `prove: true` into its file'],
  ])('%s', (text, message) => {
    const { problems } = resolve({ assignments: [parseAssignment(text)] });
    expect(problems).toEqual([
      {
        code: 'set-path',
        where: `--set ${text.replace(/=.*/, '')}`,
        message: expect.stringContaining(message),
      },
    ]);
  });

  test('only the wrong one of several is reported; a problem in a file is reported in that file', () => {
    const assignments = ['profile.description=x', 'profile.userz=3', 'profile.duration=3'];
    const { problems } = resolve(
      { assignments: assignments.map(parseAssignment) },
      {},
      withEnvironment({ allow: 5 }),
    );
    expect(problems.map(({ where }) => where)).toEqual([
      '--set profile.userz',
      'plans/environments/local.yml: allow',
      '--set profile.duration',
    ]);
  });
});

test('unknown suites, tags, data and several mistakes are all reported together', () => {
  const raw = withTest({ suite: 'vacancie', overrides: { tags: ['crud'] } });
  const other = { ...raw, registry: { ...(raw.registry as object), current: 'nothing' } };
  expect(messages(resolve({}, {}, other))).toMatch(/no test "nothing"[\s\S]*no suite "vacancie"/);
  expect(messages(resolve({}, {}, withTest({ overrides: { tags: ['crudd'] } })))).toContain(
    'did you mean "crud"?',
  );
  const data = withEnvironment({
    suites: { vacancies: { address: 'localhost:1', data: { LISTING_PAGE: 3 } } },
  });
  expect(messages(resolve({}, {}, data))).toContain('did you mean "LISTING_PAGES"?');
});

const FILES: [string, unknown, (value: unknown) => RawPlans][] = [
  ['registry.yml', shipped.registry, (registry) => ({ ...shipped, registry })],
  ...Object.entries(shipped.environments).map(
    ([name, value]): [string, unknown, (value: unknown) => RawPlans] => [
      `environments/${name}.yml`,
      value,
      (changed) => ({ ...shipped, environments: { ...shipped.environments, [name]: changed } }),
    ],
  ),
];

test('the shipped plans are good', () => {
  expect(checkPlans(shipped).problems).toEqual([]);
});

/** Keys that are freely chosen names: a typo in one is found where something refers to it. */
const FREE = /^(tests|suites)\.[^.]+$/;

describe.each(FILES)('%s', (file, value, put) => {
  test.each(pathsOf(value).filter((path) => !FREE.test(path.join('.'))))(
    'a typo in the key %s is refused',
    (...path) => {
      const { problems } = resolve({}, {}, put(withTypo(value, path)));
      expect(problems.map(({ where }) => where).join('\n')).toContain(`plans/${file}`);
    },
  );
});

function messages({ problems }: { problems: readonly { message: string }[] }): string {
  return problems.map(({ message }) => message).join('\n');
}

function withTest(change: object): RawPlans {
  const registry = shipped.registry as { tests: Record<string, object> };
  const tests = { ...registry.tests, 'vacancies-smoke': { ...registry.tests['vacancies-smoke'], ...change } };
  return { ...shipped, registry: { ...registry, tests } };
}

function withEnvironment(change: object): RawPlans {
  return { ...shipped, environments: { local: { ...(shipped.environments.local as object), ...change } } };
}

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const own = Array.isArray(value) ? [] : [[...path, key]];
    return [...own, ...pathsOf(inner, [...path, key])];
  });
}

function withTypo(value: unknown, [key = '', ...rest]: readonly string[]): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? withTypo(item, rest) : item));
  const entries = Object.entries(value as object).map(([name, inner]) => {
    if (name !== key) return [name, inner];
    return rest.length === 0 ? [`${name}x`, inner] : [name, withTypo(inner, rest)];
  });
  return Object.fromEntries(entries);
}
