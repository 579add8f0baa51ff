import { describe, expect, it } from 'vitest';
import { type Asked, type GateRules, MOST_BODY_BYTES, refusal } from './gate';

const rules: GateRules = { port: 8700, names: ['load.example.com'], nonce: 'the-nonce' };

/** Headers of a request from a page of this console. */
const OWN = {
  host: '127.0.0.1:8700',
  origin: 'http://127.0.0.1:8700',
  'sec-fetch-site': 'same-origin',
  'content-type': 'application/json',
  'content-length': '20',
  'x-loadline': 'the-nonce',
};

function asked(method: string, path: string, headers: Readonly<Record<string, string | undefined>>): Asked {
  return { method, path, header: (name) => headers[name] };
}

function status(request: Asked, given: GateRules = rules): number {
  return refusal(request, given)?.status ?? 200;
}

describe('a request that changes something', () => {
  it.each<[string, Record<string, string | undefined>, number]>([
    ['of the own page', {}, 200],
    ['by localhost', { host: 'localhost:8700', origin: 'http://localhost:8700' }, 200],
    ['by IPv6', { host: '[::1]:8700', origin: 'http://[::1]:8700' }, 200],
    ['by its public name', { host: 'load.example.com', origin: 'https://load.example.com' }, 200],
    ['with a charset', { 'content-type': 'application/json; charset=utf-8' }, 200],
    ['of an old browser without Sec-Fetch-Site', { 'sec-fetch-site': undefined }, 200],
    ['of a page of another port', { origin: 'http://127.0.0.1:8701' }, 403],
    ['of another name of this machine', { origin: 'http://localhost:8700' }, 403],
    ['of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    ['of a sandboxed page', { origin: 'null' }, 403],
    ['without an origin', { origin: undefined }, 403],
    ['of the same site only', { 'sec-fetch-site': 'same-site' }, 403],
    ['without the nonce', { 'x-loadline': undefined }, 403],
    ['with the nonce of another start', { 'x-loadline': 'the-other' }, 403],
    ['of a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['of a form as text', { 'content-type': 'text/plain' }, 415],
    ['without a type', { 'content-type': undefined }, 415],
    ['with a type that only begins so', { 'content-type': 'application/json-evil' }, 415],
    ['that is too long', { 'content-length': String(MOST_BODY_BYTES + 1) }, 413],
    ['of unknown length', { 'content-length': undefined }, 413],
    ['by a name that points here', { host: 'evil.example:8700', origin: 'http://evil.example:8700' }, 421],
    ['by another port', { host: '127.0.0.1:80' }, 421],
    ['without a host', { host: undefined }, 421],
  ])('%s', (_what, headers, wanted) => {
    expect(status(asked('POST', '/api/runs', { ...OWN, ...headers }))).toBe(wanted);
  });

  it('is any method but GET and HEAD', () => {
    const foreign = { ...OWN, origin: 'https://evil.example' };
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      expect(status(asked(method, '/api/runs', foreign))).toBe(403);
  });
});

describe('a request that reads', () => {
  const read = { host: '127.0.0.1:8700' };
  it.each<[string, string, Record<string, string>, number]>([
    ['a script', '/api/status', read, 200],
    ['the own page', '/api/status', { ...read, 'sec-fetch-site': 'same-origin' }, 200],
    ['another site that reads JSON', '/api/status', { ...read, 'sec-fetch-site': 'cross-site' }, 403],
    [
      'another site that opens JSON as a page',
      '/api/status',
      { ...read, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      403,
    ],
    ['another site that takes a script', '/console.js', { ...read, 'sec-fetch-site': 'cross-site' }, 403],
    [
      'a user who follows a link to a page',
      '/runs',
      { ...read, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      200,
    ],
    ['a name that points here', '/runs', { host: 'evil.example' }, 421],
  ])('of %s', (_what, path, headers, wanted) => {
    expect(status(asked('GET', path, headers))).toBe(wanted);
  });
});

describe('with a token', () => {
  const guarded: GateRules = { ...rules, token: 'a-secret', isSession: (cookie) => cookie === 'known' };
  const read = { host: 'load.example.com' };
  it.each<[string, string, Record<string, string>, number]>([
    ['nothing', '/runs', read, 401],
    ['the token', '/runs', { ...read, authorization: 'Bearer a-secret' }, 200],
    ['another token', '/runs', { ...read, authorization: 'Bearer a-secre' }, 401],
    ['the cookie', '/runs', { ...read, cookie: 'a=b; loadline-8700=known' }, 200],
    ['another cookie', '/runs', { ...read, cookie: 'loadline-8700=other' }, 401],
    ['the cookie of a console on another port', '/runs', { ...read, cookie: 'loadline-8701=known' }, 401],
    ['a cookie of another name', '/runs', { ...read, cookie: 'xloadline-8700=known' }, 401],
    ['nothing, for the page to sign in', '/sign-in', read, 200],
  ])('%s', (_what, path, headers, wanted) => {
    expect(status(asked('GET', path, headers), guarded)).toBe(wanted);
  });

  it('also guards changes, and signing in needs the own origin', () => {
    const own = { ...OWN, host: 'load.example.com', origin: 'https://load.example.com' };
    expect(status(asked('POST', '/api/runs', own), guarded)).toBe(401);
    expect(status(asked('POST', '/api/session', { ...own, 'x-loadline': undefined }), guarded)).toBe(200);
    expect(status(asked('POST', '/api/session', { ...own, origin: 'https://evil.example' }), guarded)).toBe(
      403,
    );
  });
});
