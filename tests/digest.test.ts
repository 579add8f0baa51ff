import { expect, it } from 'vitest';
import { digestServer, expectedResponse } from './harness/digest-server';
import { fixtureBundle } from './harness/fixture-suites';
import { resultOf, runK6 } from './harness/k6-run';

it.each([
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
])('the server of this test computes what RFC 7616 computes in its example: %s', (algorithm, response) => {
  const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
  const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
  const account = { user: 'Mufasa', realm: 'http-auth@example.org', password: 'Circle of Life' };
  const request = { method: 'GET', uri: '/dir/index.html', nc: '00000001' };
  expect(expectedResponse({ algorithm, nonce, cnonce, ...account, ...request })).toBe(response);
});

it('Digest: each virtual user answers challenges of its own, of every algorithm, and asks for a new one when one is stale', async () => {
  const server = await digestServer('ada', 'a "secret": 1843');
  const account = { USER_1_USERNAME: 'ada', USER_1_PASSWORD: 'a "secret": 1843' };
  const load = { USERS: '2', DURATION: '4s' };
  const variables = { TARGET_HOST: server.origin, ...account, ...load };
  const end = await runK6({ bundle: fixtureBundle('digest'), variables });
  expect(end.code, end.output).toBe(0);
  const { calls, scriptErrors } = resultOf(end).aggregate;
  expect(scriptErrors).toBe(0);
  const counts = Object.fromEntries(
    calls.filter(({ phase }) => phase === 'load').map(({ call, count, failed }) => [call, { count, failed }]),
  );
  const of = (request: string) => ({ count: server.accepted[request], failed: 0 });
  expect(counts).toEqual({
    'GET /things': of('GET /things?tag=a%20b&tag=c'),
    'POST /things': of('POST /things'),
    'GET /files/{+path}': of('GET /files/a/b%20c.txt'),
  });
  expect(server.accepted['POST /things']).toBeGreaterThan(8);
  expect([...server.algorithms].sort()).toEqual([
    'MD5',
    'MD5-sess',
    'SHA-256',
    'SHA-256-sess',
    'SHA-512-256',
  ]);
  // Only two kinds of requests were refused: those that fetch a challenge, and those with a challenge that was used up.
  const { 'no header': asked = 0, stale = 0, ...others } = server.refused;
  expect(others).toEqual({});
  expect(stale).toBeGreaterThan(0);
  const setup = calls.filter(({ phase }) => phase === 'setup');
  expect(setup).toMatchObject([{ call: 'GET /sign-in', count: asked, failed: 0 }]);
  expect(end.output).not.toContain('1843');
});

it('Digest: a wrong password fails the calls', async () => {
  const server = await digestServer('ada', 'right');
  const account = { USER_1_USERNAME: 'ada', USER_1_PASSWORD: 'wrong' };
  const variables = { TARGET_HOST: server.origin, ...account, DEBUG: '1' };
  const end = await runK6({ bundle: fixtureBundle('digest'), variables });
  expect(end.code).not.toBe(0);
  expect(server.accepted).toEqual({});
  const { calls } = resultOf(end).aggregate;
  const load = calls.filter(({ phase }) => phase === 'load');
  expect(load.length).toBe(3);
  for (const { count, failed, causes } of load) {
    expect(count).toBeGreaterThan(0);
    expect({ failed, causes }).toEqual({ failed: count, causes: { status_401: count } });
  }
});
