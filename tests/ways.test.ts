import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { fixtureBundle } from './harness/fixture-suites';
import { type K6Ending, resultOf, runK6 } from './harness/k6-run';
import { onLoopback } from './harness/on-loopback';
import { type WaysServer, waysServer } from './harness/ways-server';

/** Runs one iteration of one journey. */
function oneIteration({ port, tlsPort, pems }: WaysServer, journey: string): Promise<K6Ending> {
  const variables = {
    SERVICE_PORT: String(port),
    TLS_PORT: String(tlsPort),
    TAGS: journey,
    API_KEY: 'a-key-to-hide',
    ...pems,
    DEBUG: '1',
  };
  return runK6({ bundle: fixtureBundle('grpc-ways'), variables });
}

/** Count and causes of each call of the load. */
function callsOf(end: K6Ending) {
  expect(resultOf(end).aggregate.scriptErrors, end.output).toBe(0);
  const load = resultOf(end).aggregate.calls.filter(({ phase, count }) => phase === 'load' && count > 0);
  return Object.fromEntries(load.map(({ call, count, causes }) => [call, { count, causes }]));
}

it('a call has its declared deadline, longer or shorter than the default of 5 s', async () => {
  const end = await oneIteration(await waysServer(), 'deadlines');
  expect(callsOf(end)).toEqual({ Echo: { count: 2, causes: { DEADLINE_EXCEEDED: 1 } } });
});

it('metadata, also binary, is sent with all calls of a server or with a single call; trailers can be read', async () => {
  const server = await waysServer();
  const end = await oneIteration(server, 'metadata');
  expect(callsOf(end)).toEqual({ Echo: { count: 3, causes: {} }, Collect: { count: 1, causes: {} } });
  const of = (text: string, name: string) => server.metadata[text]?.get(name);
  for (const text of ['static', 'own', 'static again', 'Collect'])
    expect(of(text, 'x-api-key')).toEqual(['a-key-to-hide']);
  for (const text of ['own', 'Collect']) {
    expect(of(text, 'x-request-id')).toEqual(['id-1']);
    expect(of(text, 'x-trace-bin')).toEqual([Buffer.from([0, 255])]);
  }
  expect(of('static again', 'x-request-id')).toEqual([]);
  expect(end.output).not.toContain('a-key-to-hide');
});

it('streams of each kind: a client sends several messages, and a stream ends after a count or a time', async () => {
  const server = await waysServer();
  const end = await oneIteration(server, 'streams');
  expect(callsOf(end)).toEqual({
    Collect: { count: 2, causes: { wrong_reply: 1 } },
    Chat: { count: 2, causes: {} },
    Watch: { count: 3, causes: {} },
  });
  expect(server.got).toEqual({
    Collect: [['a', 'b', 'c'], ['d']],
    Chat: [
      ['one', 'two'],
      ['hello', 're: hello', 're: re: hello', 're: re: re: hello'],
    ],
    Watch: ['three', 'forever', 'forever'],
  });
  const [chat] = resultOf(end).aggregate.calls.filter(({ call }) => call === 'Chat');
  expect(chat?.stream?.messages).toBe(5);
  // One for each stream with two messages or more.
  expect(chat?.stream?.longestGap?.count).toBe(chat?.stream?.firstMessage?.count);
});

it('a stream that the server ends with an error, or with too few messages, fails whatever its planned end', async () => {
  const end = await oneIteration(await waysServer(), 'ends');
  expect(callsOf(end)).toEqual({ Watch: { count: 2, causes: { DEADLINE_EXCEEDED: 1, wrong_reply: 1 } } });
});

it('an exception in a message handler is a script error, and not a failed call', async () => {
  const end = await oneIteration(await waysServer(), 'throws');
  const { scriptErrors, calls } = resultOf(end).aggregate;
  expect(scriptErrors, end.output).toBe(1);
  expect(calls.find(({ call }) => call === 'Chat')).toMatchObject({ count: 0, failed: 0 });
  expect(end.output).toContain('the script did it');
});

it('a reply may be as large as the declared maximum', async () => {
  const end = await oneIteration(await waysServer(), 'sizes');
  expect(callsOf(end)).toEqual({ Echo: { count: 2, causes: { message_too_large: 1 } } });
});

it('uses the certificate authority, client certificate and server name from variables', async () => {
  const server = await waysServer();
  const end = await oneIteration(server, 'tls');
  expect(callsOf(end)).toEqual({ Echo: { count: 1, causes: {} } });
  expect(Object.keys(server.metadata)).toEqual(['hush']);
});

it('data is a CSV table, with quotes, commas and line breaks in fields', async () => {
  const server = await waysServer();
  const end = await oneIteration(server, 'data');
  expect(callsOf(end)).toEqual({ Collect: { count: 1, causes: {} } });
  expect(server.got.Collect).toEqual([
    [
      'Grace "Amazing" Hopper: ships are safe in port, but\nthat is not what ships are for',
      'Ada: poetical science',
    ],
  ]);
});

it('calls grpc.health.v1, and puts no load on a server that is not serving', async () => {
  const well = await oneIteration(await waysServer(), 'tls');
  const [check] = resultOf(well).aggregate.calls.filter(({ call }) => call === 'Health.Check');
  expect(check).toMatchObject({ phase: 'setup', count: 1, failed: 0 });
  const sick = await waysServer('NOT_SERVING');
  const end = await oneIteration(sick, 'tls');
  expect(end.output).toContain('is not well');
  expect(end.code).not.toBe(0);
  expect(sick.metadata).toEqual({});
});

it('HTTP: deadlines, lists, slashes, OPTIONS, patterns, redirects to the same host, names, cookies, a key and a user name', async () => {
  const seen: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const home = await serve((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
    if (request.url === '/slow') setTimeout(() => response.end(), 5_300);
    else if (request.url === '/log-in')
      response.writeHead(302, { location: 'pages/1', 'set-cookie': 'session=7; Path=/' }).end();
    else if (request.url === '/pages/1') response.writeHead(307, { location: `${home}/pages/2?a=b` }).end();
    else if (request.url === '/away') response.writeHead(302, { location: `${elsewhere}/?key=hush` }).end();
    else if (request.url === '/graphql') response.end('{"data":null}');
    else if (request.url !== '/never')
      response
        .writeHead(200, { allow: 'GET, OPTIONS', 'content-type': 'application/json; charset=utf-8' })
        .end(request.url?.startsWith('/pages/2') ? 'welcome' : '');
  });
  const strangers: unknown[] = [];
  const elsewhere = await serve((request, response) => {
    strangers.push(request.url);
    response.end();
  });
  const account = { USER_1_USERNAME: 'ada', USER_1_PASSWORD: 'lovelace-1843' };
  const variables = { TARGET_HOST: home, API_KEY: 'a-key-to-hide', ...account, DEBUG: '1' };
  const end = await runK6({ bundle: fixtureBundle('http-ways'), variables });
  expect(callsOf(end)).toEqual({
    'GET /slow': { count: 1, causes: {} },
    'GET /never': { count: 1, causes: { timeout: 1 } },
    'GET /things': { count: 1, causes: {} },
    'GET /files/{+path}': { count: 1, causes: {} },
    'OPTIONS /things': { count: 1, causes: {} },
    'GET /typed': { count: 1, causes: {} },
    'POST /log-in': { count: 1, causes: {} },
    'GET /away': { count: 1, causes: { status_other: 1 } },
    'query thing': { count: 1, causes: {} },
    'query things': { count: 1, causes: {} },
  });
  expect(seen).toEqual([
    ...['GET /slow', 'GET /never', 'GET /things?tag=a%20b&tag=c&page=1', 'GET /files/a/b%20c/d.txt'],
    ...['OPTIONS /things', 'GET /typed', 'POST /log-in', 'GET /pages/1', 'GET /pages/2?a=b', 'GET /away'],
    ...['POST /graphql', 'POST /graphql'],
  ]);
  expect(strangers).toEqual([]);
  const basic = `Basic ${Buffer.from('ada:lovelace-1843').toString('base64')}`;
  for (const one of headers)
    expect(one).toMatchObject({ 'x-api-key': 'a-key-to-hide', authorization: basic });
  expect(headers.at(-1)?.cookie).toBe('session=7');
  expect(end.output).not.toMatch(/a-key-to-hide|lovelace-1843|YWRhOmxvdmVsYWNl/);
});

/** Starts an HTTP server for one test. @returns its base URL */
async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handle);
  return `http://127.0.0.1:${await onLoopback(server)}`;
}
