import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPlans } from './read-plans';
import { resolveTest } from './resolve-test';
import { parseAssignment } from './set-path';

const shipped = readPlans(join(import.meta.dirname, '../../../../plans'));
const local = shipped.environments.local as object;
const URLS = {
  tags: [],
  variables: ['SHOP_URL', 'CART_URL', 'LOGIN_URL', 'PAGES'],
  addresses: [
    { url: 'LOGIN_URL', isTarget: false },
    { url: 'SHOP_URL', isTarget: true },
    { url: 'CART_URL', isTarget: true },
  ],
};
const HOSTS = {
  tags: ['crud', 'listing'],
  variables: ['SERVICE_HOST', 'SERVICE_PORT', 'TLS', 'USER_1_EMAIL', 'USER_1_PASSWORD'],
  addresses: [{ host: 'SERVICE_HOST', port: 'SERVICE_PORT', isTarget: true }],
};
const built = {
  ...{ vacancies: HOSTS, 'vacancies-auth': HOSTS, requests: URLS },
  ...{ chater: URLS, 'chater-auth': URLS, fractal: URLS },
};

/** Resolves the test `requests` (URLs) or `vacancies-smoke` (host and port), with its suite in an environment of its own. */
function resolve(
  name: 'requests' | 'vacancies',
  system: object,
  set: readonly string[] = [],
  options: { host?: string } = {},
) {
  const environment = { ...local, allow: ['a.example', 'b.example'], suites: { [name]: system } };
  const plans = { ...shipped, environments: { ...shipped.environments, local: environment } };
  const request = {
    name: name === 'requests' ? name : 'vacancies-smoke',
    options,
    assignments: set.map(parseAssignment),
  };
  const accounts = { USER_1_EMAIL: 'a@example.com', USER_1_PASSWORD: 'x' };
  return resolveTest(request, plans, accounts, built);
}

type Case = ['requests' | 'vacancies', object, ...string[]];

test.each<Case>([
  ['requests', { address: 'a.example:81', data: { SHOP_URL: 'http://b.example:81' } }, 'SHOP_URL: http://b'],
  ['requests', { address: 'a.example:81', data: { SHOP_URL: 'http://a.example' } }, 'SHOP_URL: http://a'],
  ['requests', { address: 'a.example', data: { SHOP_URL: 'https://a.example:8443' } }, 'SHOP_URL: https://a'],
  ['requests', { address: 'a.example', data: { SHOP_URL: '' } }, 'SHOP_URL: ""'],
  [
    'requests',
    { address: 'a.example', data: { CART_URL: 'http://b.example' } },
    'CART_URL: http://b.example',
  ],
  [
    'requests',
    { address: 'a.example', data: { SHOP_URL: 'http://b.example', CART_URL: 'http://a.example' } },
    'its data has SHOP_URL: http://b.example, where',
  ],
  [
    'requests',
    { address: 'a.example', tls: true, data: { SHOP_URL: 'http://a.example:443' } },
    'a.example with tls: true, but its data has SHOP_URL: http://a.example:443, where the load would go: leave it out of data, and write where the load goes as address (host:port) and tls',
  ],
  ['requests', { address: 'a.example', tls: false, data: { SHOP_URL: 'https://a.example' } }, 'SHOP_URL'],
  ['vacancies', { address: 'a.example:81', data: { SERVICE_HOST: 'b.example' } }, 'SERVICE_HOST: b.example'],
  ['vacancies', { address: 'a.example:81', data: { SERVICE_PORT: 82 } }, 'SERVICE_PORT: 82'],
  ['vacancies', { address: 'a.example', data: { SERVICE_PORT: 82 } }, 'SERVICE_PORT: 82'],
  [
    'vacancies',
    { address: 'a.example:81', data: { SERVICE_HOST: 'b.example', SERVICE_PORT: 82 } },
    'SERVICE_HOST: b.example and SERVICE_PORT: 82, where the load would go: leave them out',
  ],
  ['vacancies', { address: 'a.example:81', tls: true, data: { TLS: '0' } }, 'TLS: 0'],
  ['vacancies', { address: 'a.example:81', data: { TLS: '1' } }, 'TLS: 1'],
])('of %s, %j is refused: it names two places', (name, system, told) => {
  const [problem, ...more] = resolve(name, system).problems;
  expect(more).toEqual([]);
  expect(problem).toMatchObject({
    code: 'plan-file-value',
    where: `plans/environments/local.yml: suites.${name}`,
    message: expect.stringContaining(told ?? ''),
  });
});

test.each<Case>([
  ['requests', { address: 'a.example:81', data: { SHOP_URL: 'http://A.example:81/v1', PAGES: 3 } }],
  ['requests', { address: 'a.example', data: { SHOP_URL: 'https://a.example/v1' } }],
  ['requests', { address: 'a.example:443', tls: true, data: { SHOP_URL: 'https://a.example' } }],
  ['requests', { address: 'a.example', data: { LOGIN_URL: 'https://b.example' } }],
  ['requests', { address: 'a.example' }],
  ['vacancies', { address: 'a.example:81', data: { SERVICE_HOST: 'a.example', SERVICE_PORT: 81 } }],
  ['vacancies', { address: 'a.example:81', tls: true, data: { TLS: true } }],
])('of %s, %j is accepted: it names one place', (name, system) => {
  expect(resolve(name, system).problems).toEqual([]);
});

const SHOP = 'environment.suites.requests';
const HOST = 'environment.suites.vacancies';
const URL_OF_B = { address: 'b.example', data: { SHOP_URL: 'http://b.example' } };
const PORT_OF_B = { address: 'b.example:81', data: { SERVICE_PORT: 81 } };

test('an address of --set wins over the data of the file, and so does tls', () => {
  const found = resolve('requests', URL_OF_B, [`${SHOP}.address=a.example`]);
  expect(found.problems).toEqual([]);
  expect(found.test?.variables.SHOP_URL).toBe('http://a.example');
  expect(resolve('requests', URL_OF_B, [`${SHOP}.tls=true`]).test?.variables.SHOP_URL).toBe(
    'https://b.example',
  );
});

test.each<Case>([
  ['requests', URL_OF_B, `${SHOP}={address: a.example, data: {SHOP_URL: "http://b.example"}}`],
  ['requests', URL_OF_B, `${SHOP}.data.SHOP_URL=http://a.example`],
  ['requests', { address: 'b.example', data: { CART_URL: 'http://b.example' } }, `${SHOP}.address=a.example`],
  // An address without a port sets none, so that the port of the file would count.
  ['vacancies', PORT_OF_B, `${HOST}.address=a.example`],
  ['vacancies', { address: 'b.example:81', data: { SERVICE_HOST: 'a.example' } }, `${HOST}.tls=true`],
])('of %s, %j with --set %s is refused', (name, system, ...set) => {
  const [problem, ...more] = resolve(name, system, set).problems;
  expect(more).toEqual([]);
  expect(problem?.message).toContain('where the load would go');
});

test('--host wins over both, so it is no matter what they say', () => {
  const options = { host: '127.0.0.1:1' };
  const two = { address: 'a.example', data: { SHOP_URL: 'http://b.example' } };
  const found = resolve('requests', two, [], options);
  expect(found.problems).toEqual([]);
  expect(found.test?.variables.SHOP_URL).toBe('http://127.0.0.1:1');
});
