import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { fixtureBundle } from './harness/fixture-suites';
import { resultOf, runK6 } from './harness/k6-run';
import { onLoopback } from './harness/on-loopback';

let hopsAsked = 0;
const server = createServer(async ({ url = '', socket }, response) => {
  if (url.startsWith('/hops/')) hopsAsked++;
  const hop = Number(/^\/hops\/(\d)$/.exec(url)?.[1] ?? 0);
  // Node has sent no reply of its own, so it would never answer another request on this connection.
  if (url === '/six') socket.end('HTTP/1.1 600 Odd\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok');
  else if (url === '/unchanged') response.writeHead(304).end();
  else if (hop > 0) {
    await delay(200);
    response.writeHead(302, { location: `/hops/${hop - 1}` }).end();
  } else response.writeHead(url === '/ok' ? 200 : 500).end('{"a":1}');
});
/**
 * Sends one message, then a closing frame without a status, as `close()` of most libraries does. Other sockets get
 * nothing, not even an answer to their closing frame.
 */
server.on('upgrade', async ({ headers, url }, socket) => {
  const accept = createHash('sha1')
    .update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.on('error', () => {});
  if (url === '/late') await delay(600);
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  if (url === '/socket') socket.end(Buffer.from([0x81, 1, 0x61, 0x88, 0]));
});
/** What the log says of each journey that hides a mistake of its script. */
const SAID: Record<string, string> = {
  caught:
    'script error in journey caught: Error: the journey makes the call "undeclared" and does not declare it',
  caughtLater: 'script error in journey caughtLater: Error: the journey makes the call "undeclared async"',
  noValue: 'script error in journey noValue: Error: /rows/{n}: there is no value for "n"',
  noNumber: 'script error: RangeError: own_times.add(NaN): write a number',
  notAwaited: 'script error: quiet ended after its iteration: await what callAsync returns',
  failsLate: 'fail("job_failed") after the iteration returned: await what calls it',
  timer: 'script error in journey timer: it returned and left 2 timers, which keep its virtual user busy',
  noCause:
    'script error in journey noCause: TypeError: fail("undefined"): the journey does not declare this cause',
  otherCause:
    'script error in journey otherCause: TypeError: fail("job_timeout"): the journey does not declare',
  pausesInCall: 'script error: pause() blocks while a call is open',
  callsInCall: 'script error: GET /ok blocks while a call is open',
  sleeps: 'script error in journey sleeps: it took ',
  pauses:
    'script error in journey pauses: it ran out of its 1 s by its pauses: it made 3, and its calls declare 1 pause',
  trueCheck:
    'script error in journey trueCheck: TypeError: the check of "GET /ok" returns true: return a text',
  unread: 'script error in journey unread: TypeError: no reply: expect: json needs the body as JSON',
  generates: 'script error in journey generates: TypeError: the journey is a generator function',
  promiseLike: 'script error in journey promiseLike: Error: of a library',
  socketCaught: 'script error in journey socketCaught: Error: of a message',
  socketSends: 'script error in journey socketSends: ',
  socketBlocks: 'script error: pause() blocks while a call is open',
  fraction: 'script error in journey fraction: TypeError: "0.5s" is not a duration',
};

it('what a script hides is counted, once for each mistake, and the run is invalid', async () => {
  hopsAsked = 0;
  const port = await onLoopback(server);
  // One iteration of each journey, one after the other.
  const variables = { TARGET_HOST: `http://127.0.0.1:${port}`, DEBUG: '1' };
  const end = await runK6({ bundle: fixtureBundle('what-scripts-hide'), variables });
  const output = end.output.replaceAll('\\"', '"');
  for (const [journey, text] of Object.entries(SAID)) expect.soft(output, journey).toContain(text);
  const { verdict, aggregate } = resultOf(end);
  expect.soft(aggregate.scriptErrors).toBe(Object.keys(SAID).length);
  expect.soft(verdict).toBe('invalid');
  const causes = Object.fromEntries(aggregate.journeys.map((one) => [one.journey, one.causes]));
  // What the script waited for is not called the time of the system.
  expect.soft(causes.sleeps).toEqual({ script_error: 1 });
  expect.soft(causes.pauses).toEqual({ script_error: 1 });
  // The deadline of a call is that of all its redirects together.
  expect.soft(causes.hops).toEqual({ timeout: 1 });
  expect.soft(hopsAsked).toBeLessThan(5);
  const followed = aggregate.calls.find(({ call }) => call === 'GET /hops/{n}');
  expect.soft(followed).toMatchObject({ count: 1, causes: { timeout: 1 } });
  // A server that no longer answers blocks neither a virtual user nor the end of the run.
  expect.soft(causes.socketsSilent).toEqual({ timeout: 1 });
  const silent = aggregate.calls.filter(({ call }) => call === 'silent' || call === 'late');
  expect.soft(silent.map(({ causes }) => causes)).toEqual([{ timeout: 1 }, { timeout: 1 }]);
  // A reply without a body is no failure, and neither is a socket that is closed without a status.
  expect.soft(causes.unchanged).toEqual({});
  expect.soft(causes.socketCloses).toEqual({});
  // The check of a call may itself make the same call.
  expect.soft(causes.nests).toEqual({ wrong_reply: 1 });
  expect.soft(aggregate.calls.find(({ call }) => call === 'nested')).toMatchObject({ count: 2, failed: 1 });
  // A status is a reply, and no failure of the connection.
  expect.soft(causes.six).toEqual({ status_other: 1 });
});
