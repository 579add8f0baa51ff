import { expect, test } from 'vitest';
import { checkPlans } from './read-plans';

const local = { description: 'here', allow: [], suites: { shop: { address: 'localhost:1' } } };

/** Returns the problems of an environment, one line each. */
function told(environment: unknown): string[] {
  const raw = { registry: undefined, environments: { local: environment }, profiles: {}, problems: [] };
  return checkPlans(raw).problems.map(
    ({ where, message }) => `${where.replace('plans/environments/', '')}: ${message}`,
  );
}

const HOSTS =
  'write the hosts that may be contacted besides this machine, such as allow: [stage.example.com], or allow: [] for none';

test.each<[unknown, string]>([
  [{ ...local, allow: undefined }, `local.yml: allow: is missing: ${HOSTS}`],
  [{ ...local, allow: 'stage.example.com' }, `local.yml: allow: ${HOSTS}`],
  [{ ...local, description: undefined }, 'local.yml: description: is missing: write a text'],
  [{ ...local, suites: undefined }, 'local.yml: suites: is missing: write where the system of each suite is'],
  [{ ...local, suites: { shop: {} } }, 'local.yml: suites.shop.address: is missing: write a text'],
  [{ ...local, suites: { shop: null } }, 'local.yml: suites.shop: write address: host:port'],
  [null, 'local.yml: write description, allow and suites'],
])('%j is reported with what to write', (environment, line) => {
  expect(told(environment)).toEqual([expect.stringContaining(line)]);
});

test.each([
  ['registry', { registry: null }, 'plans/registry.yml', 'write current and tests'],
  [
    'registry',
    { registry: { current: 'a' } },
    'plans/registry.yml: tests',
    'is missing: write tests by name',
  ],
  ['profile', { profiles: { a: null } }, 'plans/profiles/a.yml', 'write description, users and duration'],
])('an empty %s is reported in plain words', (_kind, change, where, message) => {
  const raw = { registry: undefined, environments: {}, profiles: {}, problems: [], ...change };
  expect(checkPlans(raw).problems[0]).toEqual({
    code: 'plan-file-value',
    where,
    message: expect.stringContaining(message),
  });
});
