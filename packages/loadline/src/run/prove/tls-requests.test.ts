import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { type ConnectionOptions, connect, createServer, type TlsOptions } from 'node:tls';
import { promisify } from 'node:util';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { newFolder } from '../../../../../tests/harness/temp-folder';
import { FaultProxy } from './fault-proxy';
import { RequestStarts } from './request-starts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const certificate = { key: '', cert: '' };
beforeAll(async () => {
  const folder = await newFolder();
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await promisify(execFile)('openssl', ['req', '-x509', ...key, ...files, '-subj', '/CN=tests']);
  certificate.key = await readFile(join(folder, 'key.pem'), 'utf8');
  certificate.cert = await readFile(join(folder, 'cert.pem'), 'utf8');
  await rm(folder, { recursive: true });
});

/** Starts a server that replies to each part of a request. @returns its port */
async function startServer(options: TlsOptions): Promise<number> {
  const server = createServer({ ...certificate, ...options }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (part) => socket.write(`reply to ${part}`));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** What one side sent. */
type Sent = readonly ['client' | 'server', Buffer];

/**
 * Sends three requests, each after the reply to the one before.
 * @returns what both sides sent, in the order of their arrival; each request is one part
 */
async function record(ofServer: TlsOptions, ofClient: ConnectionOptions): Promise<Sent[]> {
  const port = await startServer(ofServer);
  const sent: Sent[] = [];
  const relay = createTcpServer((client) => {
    const system = connectTcp(port, '127.0.0.1');
    for (const [from, to, name] of [
      [client, system, 'client'],
      [system, client, 'server'],
    ] as const) {
      from.setNoDelay(true);
      from.on('error', () => {});
      from.on('close', () => to.destroy());
      from.on('data', (part) => {
        sent.push([name, part]);
        to.write(part);
      });
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  ends.push(() => relay.close());
  const { port: relayPort } = relay.address() as AddressInfo;
  const client = connect({ port: relayPort, rejectUnauthorized: false, ...ofClient });
  ends.push(() => client.destroy());
  await once(client, 'secureConnect');
  for (const request of ['one', 'two', 'three']) {
    client.write(request);
    await once(client, 'data');
  }
  return sent;
}

/** Joins what the client sent without a part of the server between, as a busy proxy reads it. */
function joined(sent: readonly Sent[]): Sent[] {
  const all: Sent[] = [];
  for (const [from, part] of sent) {
    const isSame = all.at(-1)?.[0] === from;
    const before = isSame ? all.pop()?.[1] : undefined;
    all.push([from, Buffer.concat([before ?? Buffer.alloc(0), part])]);
  }
  return all;
}

function requestsIn(sent: readonly Sent[]): number {
  const starts = new RequestStarts();
  return sent.reduce((count, [from, part]) => {
    if (from === 'client') return count + starts.sent(part);
    starts.replied(part);
    return count;
  }, 0);
}

/** What a client offers besides HTTP/2 shows that it may speak HTTP/1. */
const HTTP1 = { ALPNProtocols: ['h2', 'http/1.1'] };

it.each<[string, TlsOptions, ConnectionOptions, number]>([
  ['TLS 1.3', {}, {}, 3],
  ['TLS 1.3 with a hash of 32 bytes', { ciphers: 'TLS_AES_128_GCM_SHA256' }, HTTP1, 3],
  ['TLS 1.3 with a second ClientHello', { ecdhCurve: 'P-384' }, { ecdhCurve: 'X25519:P-384' }, 3],
  ['TLS 1.3 with a certificate of the client', { requestCert: true, rejectUnauthorized: false }, {}, 3],
  ['TLS 1.2', { maxVersion: 'TLSv1.2' }, {}, 3],
  ['HTTP/2 alone, whose first two records set it up', {}, { ALPNProtocols: ['h2'] }, 1],
  ['HTTP/2 alone over TLS 1.2', { maxVersion: 'TLSv1.2' }, { ALPNProtocols: ['h2'] }, 1],
])('%s: requests are found however the parts are joined', async (name, ofServer, ofClient, requests) => {
  const own = name.includes('certificate of') ? { ...ofClient, ...certificate } : ofClient;
  const sent = await record(ofServer, own);
  expect(requestsIn(sent)).toBe(requests);
  expect(requestsIn(joined(sent))).toBe(requests);
  const cut = sent.flatMap(([from, part]) => Array.from(part, (byte): Sent => [from, Buffer.from([byte])]));
  expect(requestsIn(cut)).toBe(requests);
});

it.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'over %s a stall lets the handshake through, and holds the first reply back',
  async (version) => {
    const proxy = await FaultProxy.start('127.0.0.1', await startServer({ maxVersion: version }));
    ends.push(() => proxy.stop());
    proxy.set({ kind: 'stall' });
    const [host, port] = proxy.address.split(':');
    let got = '';
    // A client that writes at once sends its request with the end of its handshake.
    const clients = Array.from({ length: 20 }, () => {
      const client = connect({ host, port: Number(port), rejectUnauthorized: false });
      ends.push(() => client.destroy());
      client.on('data', (part) => {
        got += part;
      });
      client.write('one');
      return client;
    });
    await Promise.all(clients.map((client) => once(client, 'secureConnect')));
    proxy.set({ kind: 'none' });
    expect(got).toBe('');
    await expect.poll(() => got).toBe('reply to one'.repeat(clients.length));
  },
);

it.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'over %s a latency delays replies, but not the handshake',
  async (version) => {
    const proxy = await FaultProxy.start('127.0.0.1', await startServer({ maxVersion: version }));
    ends.push(() => proxy.stop());
    // With this delay the handshake would take longer than this test may.
    proxy.set({ kind: 'latency', ms: 600_000 });
    const [host, port] = proxy.address.split(':');
    const client = connect({ host, port: Number(port), rejectUnauthorized: false });
    ends.push(() => client.destroy());
    await once(client, 'secureConnect');
    proxy.set({ kind: 'latency', ms: 150 });
    const before = performance.now();
    client.write('one');
    expect(String((await once(client, 'data'))[0])).toBe('reply to one');
    expect(performance.now() - before).toBeGreaterThanOrEqual(149);
  },
);
