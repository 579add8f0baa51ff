import { once } from 'node:events';
import { createServer, type Server, Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mulberry32 } from '../../results/compare/bootstrap';
import { FaultProxy } from './fault-proxy';

let server: Server;
let proxy: FaultProxy;
const clients: Socket[] = [];
/** Requests that reached the system. */
let asked: string[];

beforeEach(async () => {
  asked = [];
  server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (part) => {
      asked.push(String(part));
      socket.write(`reply to ${part}`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  proxy = await FaultProxy.start('127.0.0.1', port, () => 0.5);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.stop();
  server.close();
});

async function connect(): Promise<Socket> {
  const socket = new Socket();
  clients.push(socket);
  const [host = '', port] = proxy.address.split(':');
  socket.on('error', () => {});
  socket.connect(Number(port), host);
  await once(socket, 'connect');
  return socket;
}

async function ask(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  return new Promise((done) => socket.once('data', (reply) => done(String(reply))));
}

/** @returns a function that returns all that the client has received from now on */
function received(socket: Socket): () => string {
  let got = '';
  socket.on('data', (part) => {
    got += part;
  });
  return () => got;
}

function closed(socket: Socket): Promise<string> {
  return new Promise((done) => socket.once('close', () => done('closed')));
}

it('without a fault, bytes pass as they are, and the end of a connection too', async () => {
  server.on('connection', (system: Socket) => system.on('end', () => system.end()));
  const socket = await connect();
  expect(await ask(socket, 'one')).toBe('reply to one');
  socket.end();
  await closed(socket);
});

it('latency: replies are late by at least this time, and keep their order', async () => {
  const socket = await connect();
  proxy.set({ kind: 'latency', ms: 120 });
  const before = performance.now();
  expect(await ask(socket, 'one')).toBe('reply to one');
  expect(performance.now() - before).toBeGreaterThanOrEqual(119);
  const got = received(socket);
  socket.write('two');
  await expect.poll(() => asked.length).toBe(2);
  // A later reply without a delay does not overtake a delayed one.
  proxy.set({ kind: 'none' });
  socket.write('three');
  await expect.poll(got).toBe('reply to tworeply to three');
});

it.each([
  [0.6, 1],
  [0.4, 0],
])('resets: of a share of %d, a request with the chance 0.5 ends %d connections', async (share, ended) => {
  const socket = await connect();
  proxy.set({ kind: 'reset', share });
  const answer = await Promise.race([ask(socket, 'one'), closed(socket)]);
  expect(answer).toBe(ended === 1 ? 'closed' : 'reply to one');
  expect(asked).toHaveLength(1 - ended);
});

it('over HTTP/1 an interim reply comes before the reset, so that k6 does not repeat the request', async () => {
  const socket = await connect();
  const got = received(socket);
  proxy.set({ kind: 'reset', share: 1 });
  socket.write('GET /things HTTP/1.1\r\n\r\n');
  await closed(socket);
  expect({ got: got(), asked }).toEqual({ got: 'HTTP/1.1 100 Continue\r\n\r\n', asked: [] });
});

it('stall: no reply comes until it ends', async () => {
  const socket = await connect();
  const got = received(socket);
  proxy.set({ kind: 'stall' });
  socket.write('one');
  await expect.poll(() => asked.length).toBe(1);
  expect(got()).toBe('');
  proxy.set({ kind: 'none' });
  await expect.poll(got).toBe('reply to one');
});

it('clear: replies that are held back are dropped, and it waits until the system has read all and closed', async () => {
  const ends: (() => void)[] = [];
  server.on('connection', (system: Socket) => system.on('end', () => ends.push(() => system.end())));
  const socket = await connect();
  const got = received(socket);
  proxy.set({ kind: 'stall' });
  socket.write('one');
  await expect.poll(() => asked).toEqual(['one']);
  let isClear = false;
  const clear = proxy.clear().then(() => {
    isClear = true;
  });
  socket.write('two');
  await closed(socket);
  await expect.poll(() => ends.length).toBe(1);
  // A connection that is opened afterwards is not harmed.
  expect(await ask(await connect(), 'three')).toBe('reply to three');
  expect({ isClear, got: got(), asked }).toEqual({ isClear: false, got: '', asked: ['one', 'three'] });
  for (const end of ends) end();
  await clear;
});

it('a client that leaves takes back none of its requests: the system reads them, then the end', async () => {
  const read: string[] = [];
  server.on('connection', (system: Socket) => {
    system.on('data', (part) => read.push(String(part)));
    system.on('end', () => {
      read.push('end');
      system.end();
    });
  });
  const socket = await connect();
  expect(await ask(socket, 'one')).toBe('reply to one');
  socket.write('two');
  socket.destroySoon();
  await expect.poll(() => read).toEqual(['one', 'two', 'end']);
});

it('a reply that is late comes before the failure of the system', async () => {
  server.once('connection', (system: Socket) =>
    system.once('data', () => setImmediate(() => system.resetAndDestroy())),
  );
  proxy.set({ kind: 'latency', ms: 100 });
  const socket = await connect();
  const got = received(socket);
  socket.write('one');
  await closed(socket);
  expect(got()).toBe('reply to one');
});

it('stall: an HTTP/2 connection is set up, and its first request gets no reply', async () => {
  const socket = await connect();
  proxy.set({ kind: 'stall' });
  const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
  expect(await ask(socket, preface)).toBe(`reply to ${preface}`);
  const got = received(socket);
  // A frame without content that opens the stream 1.
  socket.write(Buffer.from([0, 0, 0, 1, 5, 0, 0, 0, 1]));
  await expect.poll(() => asked.length).toBe(2);
  expect(got()).toBe('');
  proxy.set({ kind: 'none' });
  await expect.poll(got).toContain('reply to');
});

it('a stall that comes again and again holds back what follows the first message of a stream over HTTP/2', async () => {
  server.removeAllListeners('connection');
  const begun = new Promise<Socket>((done) =>
    server.once('connection', (system: Socket) => system.once('data', () => done(system))),
  );
  const socket = await connect();
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  const system = await begun;
  const parts: { readonly part: string; readonly atMs: number }[] = [];
  socket.on('data', (part) => parts.push({ part: part.toString('latin1'), atMs: performance.now() }));
  proxy.set({ kind: 'stall', ms: 300 });
  // A frame of the stream 1 with a message of one byte.
  const message = Buffer.from([0, 0, 6, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 7]);
  // The proxy reads the first message later than this.
  const beforeMs = performance.now();
  system.write(message);
  await expect.poll(() => parts).toHaveLength(1);
  system.write(message);
  await expect.poll(() => parts).toHaveLength(2);
  expect((parts[1]?.atMs ?? 0) - beforeMs).toBeGreaterThanOrEqual(299);
});

it('a stall that comes again and again lets replies through in between', async () => {
  const socket = await connect();
  proxy.set({ kind: 'stall', ms: 50 });
  expect(await ask(socket, 'one')).toBe('reply to one');
});

it('the chances are the same in every proof, and spread', () => {
  const [random, again] = [mulberry32(1), mulberry32(1)];
  const numbers = Array.from({ length: 1_000 }, random);
  expect(numbers).toEqual(Array.from({ length: 1_000 }, again));
  const below = numbers.filter((number) => number < 0.3).length;
  expect(below).toBeGreaterThan(250);
  expect(below).toBeLessThan(350);
});
