import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { callStats } from '../packages/loadline/src/core/figures/aggregate';
import { fixtureBundle } from './harness/fixture-suites';
import { type K6Ending, resultOf, runK6 } from './harness/k6-run';
import { type Answer, signingInServer } from './harness/signing-in-server';
import { tempFolder } from './harness/temp-folder';

/** Runs one iteration of one journey. */
function oneIteration(address: string, journey: string, args: readonly string[] = []): Promise<K6Ending> {
  const variables = {
    TARGET_HOST: address,
    TAGS: journey,
    DEBUG: '1',
    USER_1_EMAIL: 'a@example.com',
    USER_1_PASSWORD: 'hush-hush',
  };
  return runK6({ bundle: fixtureBundle('http-calls'), variables, args });
}

function callsOf(end: K6Ending): Record<string, { count: number; causes: object }> {
  const load = resultOf(end).aggregate.calls.filter(({ phase, count }) => phase === 'load' && count > 0);
  return Object.fromEntries(load.map(({ call, count, causes }) => [call, { count, causes }]));
}

describe('a call that a busy server refuses with Retry-After', () => {
  const busyTwice =
    (status: number, retryAfter: () => string): Answer =>
    (response, nth) =>
      nth <= 2 ? response.writeHead(status, { 'retry-after': retryAfter() }).end() : response.end('done');

  it.each([
    ['429 and seconds', 429, () => '1', 'status_429'],
    ['503 and a date', 503, () => new Date(Date.now() + 1_999).toUTCString(), 'status_503'],
  ])('is repeated after that time, and each attempt counts: %s', async (_, status, retryAfter, cause) => {
    const { address, seen } = await signingInServer({ 'GET /busy': busyTwice(status, retryAfter) });
    const end = await oneIteration(address, 'busy');
    // No iteration failed, and no threshold bounds the failures of the call.
    expect(end.code).toBe(99);
    expect(callsOf(end)).toEqual({ 'GET /busy': { count: 3, causes: { [cause]: 2 } } });
    const { aggregate, reasons } = resultOf(end);
    expect(reasons.join()).toContain('2 of 3 calls of GET /busy failed and were repaired by a retry');
    expect(aggregate.retries).toBe(2);
    expect(aggregate.journeys[0]).toMatchObject({ done: 1, failed: 0 });
    const times = seen.filter(({ name }) => name === 'GET /busy').map(({ atMs }) => atMs);
    for (const [index, atMs] of times.slice(1).entries()) {
      expect(atMs - (times[index] ?? 0)).toBeGreaterThanOrEqual(950);
    }
  });

  it('is not made a fourth time', async () => {
    const { address } = await signingInServer({
      'GET /busy': (response) => response.writeHead(429, { 'retry-after': '0' }).end(),
    });
    const end = await oneIteration(address, 'busy');
    expect(end.code).toBe(99);
    expect(callsOf(end)).toEqual({ 'GET /busy': { count: 3, causes: { status_429: 3 } } });
    expect(resultOf(end).aggregate.journeys[0]?.causes).toEqual({ status_429: 1 });
  });

  it('waits for 5 s at most, and never beyond the end of the iteration', async () => {
    const { address, seen } = await signingInServer({
      'GET /busy': (response) => response.writeHead(503, { 'retry-after': '3600' }).end(),
    });
    const end = await oneIteration(address, 'busy');
    expect(callsOf(end)).toEqual({ 'GET /busy': { count: 2, causes: { status_503: 2 } } });
    const [first = 0, second = 0] = seen.filter(({ name }) => name === 'GET /busy').map(({ atMs }) => atMs);
    expect(second - first).toBeGreaterThanOrEqual(4_950);
    // The cause is not journey_timeout: the iteration had time left.
    expect(resultOf(end).aggregate.journeys[0]?.causes).toEqual({ status_503: 1 });
  });

  it('is made once when there is no Retry-After', async () => {
    const { address } = await signingInServer({ 'GET /busy': (response) => response.writeHead(503).end() });
    const end = await oneIteration(address, 'busy');
    expect(callsOf(end)).toEqual({ 'GET /busy': { count: 1, causes: { status_503: 1 } } });
    expect(resultOf(end).aggregate.retries).toBe(0);
  });
});

it('renews a session once on 401; the token is sent in the system’s own header and never printed', async () => {
  const { address, seen } = await signingInServer({
    'GET /secret/7': (response, nth) => response.writeHead(nth === 1 ? 401 : 200).end('fine'),
  });
  const end = await oneIteration(address, 'renewal');
  expect(end.code).toBe(0);
  // The attempt before the renewal is not a failed call: it counts as a retry.
  expect(callsOf(end)).toEqual({ 'GET /secret/{id}': { count: 1, causes: {} } });
  const { aggregate } = resultOf(end);
  expect(callStats(aggregate, 'POST /sign-in', 'setup')?.count).toBe(2);
  expect([aggregate.sessionsRenewed, aggregate.retries]).toEqual([1, 1]);
  const tokens = seen
    .filter(({ name }) => name === 'GET /secret/7')
    .map(({ headers }) => headers['x-jwt-assertion']);
  expect(tokens).toEqual(['token-1', 'token-2']);
  expect(end.output).toContain('→ POST /sign-in');
  expect(end.output + end.resultText).not.toMatch(/hush-hush|token-\d/);
  // k6 escapes the quotes of a line that it logs. The call declares no reply, but its body is still shown.
  const shown = end.output.replaceAll('\\"', '"');
  expect(shown).toMatch(
    /→ GET \/secret\/\{id\} \{"method":"GET","url":"http.*","headers":\{"X-JWT-Assertion":"\*\*\*"\}\}/i,
  );
  expect(shown).toContain('← GET /secret/{id} {"status":200,"content":"fine"}');
});

it('a failure quotes the body of a reply that the call does not need, and --debug at most 1,000 characters of it', async () => {
  const { address } = await signingInServer({
    'GET /secret/7': (response) => response.writeHead(507).end('{"detail":"the disk is full"}'),
  });
  const full = await oneIteration(address, 'renewal');
  expect(callStats(resultOf(full).aggregate, 'GET /secret/{id}', 'load')?.causes).toEqual({
    status_other: 1,
  });
  expect(full.output.replaceAll('\\', '')).toContain('got 507: {"detail":"the disk is full"}');
  const long = await signingInServer({ 'GET /secret/7': (response) => response.end('x'.repeat(5_000)) });
  const end = await oneIteration(long.address, 'renewal');
  expect(end.code, end.output).toBe(0);
  expect(end.output).toContain('x'.repeat(1_000));
  expect(end.output).not.toContain('x'.repeat(1_001));
});

it('renews an opaque token by its `expires_in`, before the server refuses it', async () => {
  const { address, seen } = await signingInServer(
    { 'GET /secret/7': (response) => response.end('fine') },
    { expires_in: 2 },
  );
  const load = { TARGET_HOST: address, TAGS: 'renewal', USERS: '1', EVERY: '1s', DURATION: '4s' };
  const account = { USER_1_EMAIL: 'a@example.com', USER_1_PASSWORD: 'hush-hush' };
  const end = await runK6({ bundle: fixtureBundle('http-calls'), variables: { ...load, ...account } });
  const { aggregate } = resultOf(end);
  // The token lives 2 s, of which loadline uses at most nine tenths: the second iteration of each virtual user signs in
  // first.
  expect(aggregate.sessionsRenewed).toBeGreaterThan(0);
  expect(aggregate.retries).toBe(0);
  expect(seen.filter(({ name }) => name === 'POST /sign-in')).toHaveLength(aggregate.sessionsRenewed + 1);
});

it('sends files and binary bodies, and names k6’s own samples by the route', async () => {
  const { address, seen } = await signingInServer({
    'PUT /files/a%2Fb': (response) => response.end('{"got":1}'),
    'POST /bytes': (response) => response.end('abc'),
  });
  const samples = join(await tempFolder(), 'samples.csv');
  const end = await oneIteration(address, 'upload', ['--out', `csv=${samples}`]);
  expect(end.code).toBe(0);
  const [, upload, binary] = seen;
  expect(upload?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  expect(upload?.headers['x-extra']).toBe('yes');
  expect(upload?.body).toMatch(/name="note"\r\n\r\nmine/);
  expect(upload?.body).toMatch(/filename="rows.csv"\r\nContent-Type: text\/csv\r\n\r\na,b\n1,2\n/);
  expect(binary?.headers['content-type']).toBe('application/octet-stream');
  expect(binary?.body).toBe('abc');
  const text = await readFile(samples, 'utf8');
  expect(text).toContain('PUT /files/{id}');
  expect(text).not.toContain('a%2Fb');
});

it('names the cause of each failure', async () => {
  const GOOD = JSON.stringify({ userName: 'me' });
  const cut: Answer = (response) => {
    response.writeHead(200, { 'content-length': 100 }).flushHeaders();
    response.write('{"user', () => response.socket?.destroySoon());
  };
  const { address } = await signingInServer({
    'GET /missing': (response) => response.writeHead(404).end('{"detail":"gone"}'),
    'GET /json/broken': (response) => response.end('{"user'),
    'GET /json/good': (response) => response.end(GOOD),
    'GET /json/slow': (response) => delay(120).then(() => response.end(GOOD)),
    'GET /text/cut': cut,
    'GET /text/closed': (response) => response.socket?.destroy(),
    'GET /text/reset': (response) => response.socket?.resetAndDestroy(),
    'GET /text/moved': (response) => response.writeHead(307, { location: '/json/good?key=hush' }).end(),
    'GET /maybe/nothing': (response) => response.writeHead(204).end(),
    'GET /maybe/bom': (response) => response.end(`\ufeff${GOOD}`),
    'GET /maybe/exact': (response) => response.end('{"id":9007199254740991}'),
    'GET /maybe/rounded': (response) => response.end('{"id":9007199254740993}'),
    'GET /nothing/cut': cut,
    'GET /nothing/good': (response) => response.writeHead(204).end(),
  });
  const end = await oneIteration(address, 'wrong');
  expect(callsOf(end)).toEqual({
    'GET /missing': { count: 1, causes: {} },
    'GET /json/{what}': { count: 4, causes: { decode_error: 1, wrong_reply: 2, too_slow: 1 } },
    'GET /text/{what}': {
      count: 4,
      causes: { truncated_body: 1, connection_failed: 1, connection_reset: 1, status_other: 1 },
    },
    'GET /nothing/{what}': { count: 2, causes: { truncated_body: 1 } },
    'GET /maybe/{what}': { count: 4, causes: { decode_error: 1 } },
  });
  expect(end.output).toContain('status: expected 200, got 307, Location: /json/good?…');
  expect(end.output).toContain(
    'the reply contains 9007199254740993, which JavaScript rounds to 9007199254740992',
  );
  expect(end.output.replaceAll('\\"', '"')).toContain('json.user_name: expected "somebody else", got "me"');
  expect(resultOf(end).aggregate.journeys[0]?.causes).toEqual({ decode_error: 1 });
});

it('measures the mean size of the replies of each call, or nothing when a reply does not declare its size', async () => {
  const sent = { short: 'a', long: 'b'.repeat(100_000), umlaut: 'größer', error: 'out of order' };
  const whole =
    (body: string, status = 200): Answer =>
    (response) =>
      response.writeHead(status, { 'content-length': Buffer.byteLength(body) }).end(body);
  const cut: Answer = (response) => {
    response.writeHead(200, { 'content-length': 100 }).flushHeaders();
    response.write('half', () => response.socket?.destroySoon());
  };
  const { address } = await signingInServer({
    'GET /text/short': whole(sent.short),
    'GET /text/long': whole(sent.long),
    'GET /text/umlaut': whole(sent.umlaut),
    'GET /text/error': whole(sent.error, 500),
    'GET /text/cut': cut,
    'GET /text/closed': (response) => response.socket?.destroy(),
    'GET /json/good': whole('{}'),
    'GET /json/chunked': (response) => {
      response.write('{"user_name":');
      response.end('"me"}');
    },
    'GET /nothing/good': (response) => response.writeHead(204).end(),
    'GET /secret/7': whole('not kept by k6'),
    'POST /bytes': whole('abc'),
    'HEAD /files/7': (response) => response.writeHead(200, { 'content-length': 12_345 }).end(),
    'GET /busy': (response) => response.socket?.destroy(),
  });
  const { aggregate } = resultOf(await oneIteration(address, 'sizes'));
  const load = aggregate.calls.filter(({ phase, count }) => phase === 'load' && count > 0);
  const bytes = Object.values(sent).reduce((sum, body) => sum + Buffer.byteLength(body), 0);
  expect(Object.fromEntries(load.map(({ call, meanBytes }) => [call, meanBytes]))).toEqual({
    'GET /text/{what}': bytes / 4,
    'GET /json/{what}': undefined,
    'GET /nothing/{what}': 0,
    'GET /secret/{id}': 14,
    'POST /bytes': 3,
    'HEAD /files/{id}': 0,
    'GET /busy': undefined,
  });
  expect(callStats(aggregate, 'POST /sign-in', 'setup')?.meanBytes).toBe(
    JSON.stringify({ token: 'token-1' }).length,
  );
});

it('data preparation counts in no figure but can fail the iteration; a call can end the iteration', async () => {
  const { address, seen } = await signingInServer({
    'GET /must-work': (response) => response.writeHead(500).end('no'),
  });
  const end = await oneIteration(address, 'preparation');
  expect(end.code).toBe(99);
  expect(callsOf(end)).toEqual({ 'GET /must-work': { count: 1, causes: { status_500: 1 } } });
  expect(resultOf(end).aggregate.journeys[0]?.causes).toEqual({ status_404: 1 });
  expect(end.output).toContain('GET /prepare failed, status_404');
  expect(seen.map(({ name }) => name)).toEqual(['POST /sign-in', 'GET /prepare', 'GET /must-work']);
});

it('calls of a clean-up that do not block follow redirects, and are repeated once with a new session', async () => {
  const removed = ['DELETE /moved/1', 'DELETE /moved/2'];
  const old: string[] = [];
  const { address, seen } = await signingInServer({
    'GET /things': (response) => response.end(),
    'DELETE /things/1': (response) => response.writeHead(308, { location: '../moved/1' }).end(),
    'DELETE /things/2': (response) => response.writeHead(308, { location: '../moved/2' }).end(),
    ...Object.fromEntries(
      removed.map((name) => [
        name,
        (response: ServerResponse) => {
          const { authorization = '' } = seen.at(-1)?.headers ?? {};
          const isOld = authorization === 'Bearer token-1';
          if (isOld) old.push(name);
          response.writeHead(isOld ? 401 : 204).end();
        },
      ]),
    ),
  });
  const account = { USER_1_EMAIL: 'a@example.com', USER_1_PASSWORD: 'hush-hush' };
  const variables = { TARGET_HOST: address, DEBUG: '1', ...account };
  const end = await runK6({ bundle: fixtureBundle('async-clean-up'), variables });
  const { calls, recordsLeft, retries, sessionsRenewed } = resultOf(end).aggregate;
  const [deletes] = calls.filter(({ call }) => call === 'DELETE /things/{id}');
  expect(deletes, end.output).toMatchObject({ phase: 'teardown', count: 2, failed: 0 });
  expect({ recordsLeft, retries, sessionsRenewed }).toEqual({
    recordsLeft: 0,
    retries: 2,
    sessionsRenewed: 1,
  });
  expect(old.toSorted()).toEqual(removed);
  expect(seen.filter(({ name }) => name === 'POST /sign-in')).toHaveLength(2);
});
