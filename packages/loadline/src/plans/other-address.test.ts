import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPlans } from './read-plans';
import { resolveTest, type TestRequest } from './resolve-test';
import { parseAssignment } from './set-path';

const shipped = readPlans(join(import.meta.dirname, '../../../../plans'));
const local = shipped.environments.local as object;
const suites = {
  vacancies: { address: 'stage.example.com:443' },
  requests: { address: 'stage.example.com' },
  chater: { address: 'app.example.com', data: { EATER_TARGET_HOST: 'https://app.example.com' } },
};
const allow = ['stage.example.com', 'app.example.com', 'other.example.com'];
const staging = { ...local, suites, allow };
const raw = { ...shipped, environments: { ...shipped.environments, staging } };
const http = {
  tags: [],
  variables: ['TARGET_HOST', 'EATER_TARGET_HOST', 'REGION_NAME'],
  addresses: [
    { url: 'TARGET_HOST', isTarget: true },
    { url: 'EATER_TARGET_HOST', isTarget: true },
  ],
};
const grpc = {
  addresses: [{ host: 'SERVICE_HOST', port: 'SERVICE_PORT', isTarget: true }],
  tags: ['crud', 'listing'],
  variables: ['SERVICE_HOST', 'LISTING_PAGES', 'LISTING_LIMIT', 'USER_1_EMAIL', 'USER_1_PASSWORD'],
};
const built = {
  ...{ vacancies: grpc, 'vacancies-auth': grpc },
  ...{ requests: http, chater: http, 'chater-auth': http, fractal: http },
};

function resolve(request: Partial<TestRequest>, variables: Record<string, string>) {
  return resolveTest({ name: undefined, options: {}, assignments: [], ...request }, raw, variables, built);
}

describe('an environment on the command line, together with variables of an address', () => {
  const another = (by: string, suite: string, address: string, variables: string) => ({
    code: 'option-without-effect',
    where: by,
    message: `environment staging has ${suite} at ${address}, but ${variables} of .env and of the shell, or leave out ${by}`,
  });
  const here = { SERVICE_HOST: 'localhost', SERVICE_PORT: '7823' };
  const HOST = 'SERVICE_HOST=localhost';
  const both = `${HOST} and SERVICE_PORT=7823 name another address: take them out`;
  const env = { options: { env: 'staging' } };
  const set = { assignments: [parseAssignment('test.environment=staging')] };
  const url = 'TARGET_HOST=http://127.0.0.1:8000 names another address: take it out';

  test.each<[Partial<TestRequest>, Record<string, string>, ReturnType<typeof another>]>([
    [env, here, another('--env', 'vacancies', 'stage.example.com:443', both)],
    [set, here, another('--set test.environment', 'vacancies', 'stage.example.com:443', both)],
    [
      env,
      { SERVICE_HOST: 'localhost' },
      another('--env', 'vacancies', 'stage.example.com:443', `${HOST} names another address: take it out`),
    ],
    [
      { ...env, name: 'requests' },
      { TARGET_HOST: 'http://127.0.0.1:8000' },
      another('--env', 'requests', 'stage.example.com', url),
    ],
    [
      { ...env, name: 'chater-low' },
      { EATER_TARGET_HOST: 'http://127.0.0.1:8403' },
      another(
        '--env',
        'chater',
        'app.example.com',
        'EATER_TARGET_HOST=http://127.0.0.1:8403 names another address: take it out',
      ),
    ],
  ])(
    '%j with %j is refused, because the load would go to the other address',
    (request, variables, problem) => {
      expect(resolve(request, variables).problems).toEqual([problem]);
    },
  );

  test.each<[Partial<TestRequest>, Record<string, string>]>([
    [{ ...env, name: 'chater-low' }, { EATER_TARGET_HOST: 'https://app.example.com/v1' }],
    [{}, here],
    [{}, { ...here, ENVIRONMENT: 'staging' }],
    [env, { SERVICE_HOST: 'stage.example.com', SERVICE_PORT: '443' }],
    [{ ...env, name: 'requests' }, { TARGET_HOST: 'https://stage.example.com:8443/dev' }],
    [{ ...env, assignments: [parseAssignment('environment.suites.vacancies.address=localhost:1')] }, here],
    [{ ...env, name: 'requests' }, here],
  ])('%j with %j is accepted', (request, variables) => {
    expect(resolve(request, variables).problems).toEqual([]);
  });

  test.each<[Partial<TestRequest>, Record<string, string>, string]>([
    [{ name: 'chater-low' }, { EATER_TARGET_HOST: 'http://127.0.0.1:8403' }, 'http://127.0.0.1:8403'],
    [{ name: 'chater-low', options: { env: 'staging' } }, {}, 'https://app.example.com'],
  ])(
    '--host beside another address in a further variable is refused: %j with %j',
    (request, variables, url) => {
      const options = { ...request.options, host: '127.0.0.1:9000' };
      expect(resolve({ ...request, options }, variables).problems).toEqual([
        {
          code: 'option-without-effect',
          where: '--host',
          message: expect.stringContaining(`is 127.0.0.1:9000, but EATER_TARGET_HOST=${url} names another`),
        },
      ]);
      const same = { EATER_TARGET_HOST: 'http://127.0.0.1:9000' };
      expect(resolve({ ...request, options }, same).problems).toEqual([]);
    },
  );

  test('no part of a URL that may contain a password is shown', () => {
    const found = resolve({ ...env, name: 'requests' }, { TARGET_HOST: 'http://me:hidden@127.0.0.1' });
    expect(JSON.stringify(found.problems)).not.toContain('hidden');
  });

  describe('of a suite that calls its variables as it likes', () => {
    const own = {
      tags: [],
      variables: ['SHOP_URL', 'CART_URL', 'LOGIN_HOST', 'LOGIN_PORT', 'STATUS_TARGET_HOST'],
      addresses: [
        { host: 'LOGIN_HOST', port: 'LOGIN_PORT', isTarget: false },
        { url: 'SHOP_URL', isTarget: true },
        { url: 'CART_URL', isTarget: true },
      ],
    };
    const resolveOwn = (variables: Record<string, string>, data: Record<string, string | number> = {}) => {
      const requests = { address: 'stage.example.com', data };
      const of = { ...staging, suites: { ...suites, requests } };
      const plans = { ...raw, environments: { ...raw.environments, staging: of } };
      const request = { name: 'requests', options: { env: 'staging' }, assignments: [] };
      return resolveTest(request, plans, variables, { ...built, requests: own });
    };

    test.each([['SHOP_URL'], ['CART_URL']])('%s beside the environment is refused', (variable) => {
      const [problem, ...others] = resolveOwn({ [variable]: 'http://127.0.0.1:8000' }).problems;
      expect(problem?.message).toContain(`but ${variable}=http://127.0.0.1:8000 names another address`);
      expect(others).toEqual([]);
    });

    test('the address of another system is compared only if the environment has one for it', () => {
      const login = { LOGIN_HOST: 'login.example.com', LOGIN_PORT: '443' };
      expect(resolveOwn(login).problems).toEqual([]);
      expect(resolveOwn(login, login).problems).toEqual([]);
      const [problem] = resolveOwn(login, { LOGIN_HOST: 'other.example.com', LOGIN_PORT: 8443 }).problems;
      expect(problem?.message).toContain(
        'but LOGIN_HOST=login.example.com and LOGIN_PORT=443 name another address',
      );
    });

    test('a variable that only looks like an address is none', () => {
      expect(resolveOwn({ STATUS_TARGET_HOST: 'http://127.0.0.1:8000' }).problems).toEqual([]);
    });

    test('the address of the environment is in the variable that the suite reads', () => {
      const { variables = {} } = resolveOwn({}).test ?? {};
      expect(variables).toMatchObject({ SHOP_URL: 'http://stage.example.com' });
      expect(variables).not.toHaveProperty('SERVICE_HOST');
    });
  });
});
