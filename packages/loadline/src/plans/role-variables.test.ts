import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPlans } from './read-plans';
import { resolveTest } from './resolve-test';

const shipped = readPlans(join(import.meta.dirname, '../../../../plans'));
const OTHER = {
  tags: [],
  variables: ['TARGET_HOST', 'EVERY'],
  addresses: [{ url: 'TARGET_HOST', isTarget: true }],
};
const SUITES = {
  'vacancies-auth': OTHER,
  requests: OTHER,
  chater: OTHER,
  'chater-auth': OTHER,
  fractal: OTHER,
  vacancies: {
    tags: [],
    variables: ['SERVICE_HOST', 'USER_1_EMAIL', 'USER_1_PASSWORD'],
    addresses: [{ host: 'SERVICE_HOST', port: 'SERVICE_PORT', isTarget: true }],
  },
};

/** Resolves the current test with an environment that has these roles. */
function resolve(environment: Record<string, string>, roles: object | undefined, suites = SUITES) {
  const local = { ...(shipped.environments.local as object), roles };
  const request = { name: undefined, options: {}, assignments: [] };
  return resolveTest(request, { ...shipped, environments: { local } }, environment, suites);
}

describe('accounts of an environment take precedence over plain USER_n_…, which may belong to another system', () => {
  const roles = { user: [{ email: 'STAGE_MAIL', password: 'STAGE_WORD' }] };
  const bare = {
    USER_1_EMAIL: 'a@example.com',
    USER_1_PASSWORD: 'hidden',
    USER_2_EMAIL: 'b@example.com',
    USER_2_PASSWORD: 'other',
  };

  test('also over the accounts after the last listed one', () => {
    const environment = { ...bare, STAGE_MAIL: 'c@d.e', STAGE_WORD: 'x' };
    const { test: resolved } = resolve(environment, roles);
    expect(resolved?.variables).toMatchObject({
      USER_1_EMAIL: 'c@d.e',
      USER_1_PASSWORD: 'x',
      USER_2_EMAIL: '',
      USER_2_PASSWORD: '',
    });
  });

  test('an account that is not set has no replacement, and is reported by its name in the file', () => {
    const { test: resolved } = resolve({ ...bare, STAGE_MAIL: 'c@d.e' }, roles);
    expect(resolved?.variables.USER_1_PASSWORD).toBe('');
    expect(resolved?.sources).toMatchObject({
      USER_1_PASSWORD: 'STAGE_WORD of environment local',
      USER_2_EMAIL: 'not among roles.user of environment local',
    });
  });

  test('they may have any fields; a missing field that the suite needs is reported with its place', () => {
    const shop = { ...SUITES.vacancies, variables: ['SERVICE_HOST', 'USER_1_USERNAME', 'USER_1_CLIENT_ID'] };
    const named = [{ username: 'SHOP_NAME', client_id: 'SHOP_ID' }, { username: 'OTHER_NAME' }];
    const withRoles = (user: object[]) =>
      resolve({ SHOP_NAME: 'me', SHOP_ID: '7' }, { user }, { ...SUITES, vacancies: shop });
    expect(withRoles(named.slice(0, 1)).test?.variables).toMatchObject({
      USER_1_USERNAME: 'me',
      USER_1_CLIENT_ID: '7',
    });
    expect(withRoles(named).problems).toEqual([
      {
        code: 'plan-file-value',
        where: 'plans/environments/local.yml: roles.user[1]',
        message:
          'has no "client_id", and suite vacancies signs in with username and client_id: add client_id with the name of the variable that holds it',
      },
    ]);
  });

  test.each(['client-id', 'Username', '1st', ''])(
    'the field %j cannot be part of a variable: refused',
    (field) => {
      const { problems } = resolve({}, { user: [{ [field]: 'SHOP_ID' }] });
      expect(problems).toEqual([
        {
          code: 'plan-file-value',
          where: `plans/environments/local.yml: roles.user[0].${field}`,
          message: expect.stringContaining('write small letters, digits and _, such as client_id'),
        },
      ]);
    },
  );

  test('an environment without the role leaves USER_n_… as they are', () => {
    const { test: resolved } = resolve(bare, undefined);
    expect(resolved?.variables).not.toHaveProperty('USER_1_EMAIL');
    expect(resolved?.variables).not.toHaveProperty('USER_2_EMAIL');
  });
});
