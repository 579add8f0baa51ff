import { expect, test } from 'vitest';
import type { EnvironmentFile } from './environment-file';
import { environmentFile } from './environment-file';
import type { RegisteredTest } from './registry-file';
import { registeredTest } from './registry-file';
import { resolveListeners } from './resolve-listeners';
import { problemsOf } from './schema';

const ENVIRONMENT = { description: 'x', allow: [], suites: {} };
const TEST = { description: 'x', suite: 's', profile: 'p', environment: 'e' };
const VARIABLES = { HOOK_TOKEN: 'one-two-three', ODD_TOKEN: 'line\nbreak' };

function resolved(inherited: object, own?: object) {
  const environment = { ...ENVIRONMENT, listeners: inherited } as EnvironmentFile;
  const registered = { ...TEST, ...(own && { listeners: own }) } as RegisteredTest;
  const named = { environment, environmentName: 'e', test: registered, testName: 't' };
  const { listeners, problems } = resolveListeners(named, VARIABLES);
  return { listeners, problems: problems.map(({ where, message }) => `${where} ${message}`) };
}

const HOOK = { kind: 'webhook', url: 'http://127.0.0.1:9/hook/' };

test('a test replaces listeners of its environment by name, adds its own, and leaves others out', () => {
  const inherited = { hook: HOOK, terminal: { kind: 'debug' } };
  const own = {
    hook: { ...HOOK, token: 'HOOK_TOKEN', interval: '10s' },
    terminal: false,
    last: { kind: 'debug', final: true },
  };
  expect(resolved(inherited, own)).toEqual({
    listeners: [
      {
        name: 'hook',
        kind: 'webhook',
        url: 'http://127.0.0.1:9/hook',
        token: 'HOOK_TOKEN',
        headers: {},
        everyMs: 10_000,
        isOptional: false,
      },
      { name: 'last', kind: 'debug', headers: {}, everyMs: 'final', isOptional: false },
    ],
    problems: [],
  });
});

test.each([
  ['a listener that is not there', {}, { hook: false }, 'does not have: leave this line out'],
  [
    'a variable that is not set',
    { hook: { ...HOOK, token: 'NO_TOKEN' } },
    undefined,
    'needs NO_TOKEN, which is not set',
  ],
  [
    'a value that no header takes',
    { hook: { ...HOOK, headers: { 'X-Key': 'ODD_TOKEN' } } },
    undefined,
    'listeners.hook.headers.X-Key needs ODD_TOKEN, which contains characters',
  ],
  [
    'a secret over http',
    { hook: { ...HOOK, url: 'http://hooks.example.com', token: 'HOOK_TOKEN' } },
    undefined,
    'would send a secret over http to another machine',
  ],
])('%s is a problem', (_name, inherited, own, expected) => {
  expect(resolved(inherited, own).problems).toEqual([expect.stringContaining(expected)]);
});

test('a secret goes over https to any machine, and over http to this one', () => {
  const secret = { token: 'HOOK_TOKEN' };
  const inherited = {
    a: { ...HOOK, ...secret },
    b: { ...HOOK, ...secret, url: 'https://hooks.example.com' },
    c: { ...HOOK, url: 'http://hooks.example.com' },
  };
  expect(resolved(inherited).problems).toEqual([]);
});

test.each([
  [{ Hook: HOOK }, 'is not the name of a listener: write small letters'],
  [{ hook: { kind: 'hook' } }, 'write one of otel, prometheus, splunk, webhook, grafana, debug'],
  [{ hook: { kind: 'webhook' } }, 'listeners.hook.url is missing: a listener of kind webhook needs it'],
  [{ hook: { ...HOOK, url: 'hooks.example.com' } }, 'is no base URL'],
  [{ hook: { ...HOOK, token: 'abc' } }, 'never the secret itself'],
  [{ hook: { ...HOOK, token: 'HOOK' } }, 'write one that contains TOKEN'],
  [{ hook: { ...HOOK, index: 'main' } }, 'has no effect on a listener of kind webhook: leave it out'],
  [{ hook: { ...HOOK, interval: '100ms' } }, 'is too short: write at least 1s'],
  [{ hook: { ...HOOK, interval: '5s', final: true } }, 'has no effect beside final'],
  [{ hook: { ...HOOK, urls: 'x' } }, 'there is no key "urls"'],
  [{ s: { kind: 'splunk', url: 'https://s.example.com' } }, 'listeners.s.token is missing'],
])('an environment refuses %j', (listeners, expected) => {
  const parsed = environmentFile.safeParse({ ...ENVIRONMENT, listeners });
  const problems = parsed.error ? problemsOf(parsed.error, 'e.yml', environmentFile) : [];
  expect(problems.map(({ where, message }) => `${where} ${message}`).join()).toContain(expected);
});

test('a test takes false, and refuses what an environment refuses', () => {
  expect(registeredTest.safeParse({ ...TEST, listeners: { hook: false } }).success).toBe(true);
  expect(registeredTest.safeParse({ ...TEST, listeners: { hook: { kind: 'webhook' } } }).success).toBe(false);
});

test('two listeners cannot write the same series into one Prometheus, but for two tenants or by other kinds they can', () => {
  const one = { kind: 'prometheus', url: 'http://127.0.0.1:9/api/v1/write' };
  const tenant = { ...one, headers: { 'X-Scope-OrgID': 'HOOK_TOKEN' } };
  expect(resolved({ one, two: tenant, hook: HOOK, other: HOOK }).problems).toEqual([]);
  expect(resolved({ one, two: { ...one, url: `${one.url}/` } }).problems).toEqual([
    expect.stringContaining('listeners.two.url is also the address of listener one'),
  ]);
});
