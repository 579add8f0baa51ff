import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type RawPlans, readPlans } from './read-plans';
import { resolveTest } from './resolve-test';

const shipped = readPlans(join(import.meta.dirname, '../../../../plans'));
const NONE = { tags: [], variables: [], addresses: [] };
const SUITES = {
  'vacancies-auth': NONE,
  requests: NONE,
  chater: NONE,
  'chater-auth': NONE,
  fractal: NONE,
  vacancies: { ...NONE, tags: ['crud', 'listing'], variables: ['USER_1_EMAIL', 'USER_1_PASSWORD'] },
};

function resolve(raw: RawPlans) {
  return resolveTest({ name: undefined, options: {}, assignments: [] }, raw, {}, SUITES);
}

test('all mistakes in the plan files are reported together: keys, names of suites, profiles and tests', () => {
  const registry = {
    current: 'vacancies-smok',
    tests: {
      one: { description: 'a', suite: 'vacancies', profil: 'smoke', environment: 'local' },
      two: {
        description: 'b',
        suite: 'chatter',
        profile: 'smok',
        environment: 'local',
        overrides: { tags: 5 },
      },
      'vacancies-smoke': { description: 'c', suite: 'vacancies', profile: 'smoke', environment: 'locl' },
      three: {
        description: 'd',
        suite: 'vacancies',
        profile: 'smoke',
        environment: 'local',
        overrides: { tags: ['crd'] },
      },
    },
  };
  const { problems } = resolve({ ...shipped, registry });
  const told = problems.map(({ where, message }) => `${where}: ${message}`);
  for (const start of [
    'plans/registry.yml: tests.one.profil: there is no key "profil": did you mean "profile"?',
    'plans/registry.yml: tests.two.suite: there is no suite "chatter": did you mean "chater"?',
    'plans/registry.yml: tests.two.profile: there is no profile "smok": did you mean "smoke"?',
    'plans/registry.yml: tests.two.overrides.tags: ',
    'plans/registry.yml: current: there is no test "vacancies-smok": did you mean "vacancies-smoke"?',
    'plans/registry.yml: tests.vacancies-smoke.environment: there is no environment "locl": did you mean "local"?',
    'plans/registry.yml: tests.three.overrides.tags: there is no tag "crd": did you mean "crud"?',
  ])
    expect(
      told.filter((line) => line.startsWith(start)),
      `${start}\n${told.join('\n')}`,
    ).toHaveLength(1);
});

test('what refers to a suite that cannot be inspected is no mistake, but its own test cannot run', () => {
  const problems = [
    { code: 'threshold-file', where: 'thresholds/chater.json', message: 'is wrong' },
  ] as const;
  const registry = {
    current: 'one',
    tests: {
      one: { description: 'a', suite: 'requests', profile: 'smoke', environment: 'local' },
      two: {
        ...{ description: 'b', suite: 'chater', profile: 'smoke', environment: 'local' },
        overrides: { tags: ['reading'] },
      },
    },
  };
  const { local } = shipped.environments as { local: object };
  const roles = { user: [{ client_id: 'ID' }] };
  const raw = { ...shipped, registry, environments: { ...shipped.environments, local: { ...local, roles } } };
  const plan = (name: string, suites = SUITES) =>
    resolveTest({ name, options: {}, assignments: [] }, raw, {}, suites);
  const wrong = { ...SUITES, chater: { ...NONE, problems } };
  expect(plan('one', wrong)).toMatchObject({ test: { suite: 'requests' }, problems: [] });
  expect(plan('two', wrong)).toEqual({ problems });
  expect(plan('one').problems.map(({ message }) => message)).toEqual([
    expect.stringContaining('there is no tag "reading"'),
    expect.stringContaining('there is no secret "client_id"'),
  ]);
});

test.each([5, [], 'x', null, { tests: [] }, { current: 5, tests: { one: 5, two: { suite: {} } } }])(
  'files of another shape are left to the schemas: %j',
  (value) => {
    const { problems } = resolve({ ...shipped, registry: value, environments: { local: value } });
    expect(problems.length).toBeGreaterThan(0);
  },
);
