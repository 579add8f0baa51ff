import { once } from 'node:events';
import { connect, createServer } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer, Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { FaultProxy } from './fault-proxy';
import { RequestStarts } from './request-starts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Starts a proxy before a server, with a chance that counts how often it is asked. */
async function proxyTo({ port }: AddressInfo) {
  const asked = { count: 0 };
  const proxy = await FaultProxy.start('127.0.0.1', port, () => {
    asked.count += 1;
    return 0.9;
  });
  ends.push(() => proxy.stop());
  proxy.set({ kind: 'reset', share: 0.5 });
  return { proxy, asked };
}

it('over HTTP/2, each request has one chance to be reset, however many parts and frames it has', async () => {
  const server = createServer();
  server.on('stream', (stream) => {
    stream.resume();
    stream.on('end', () => {
      stream.respond({ ':status': 200 });
      stream.end('x'.repeat(40_000));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  const { proxy, asked } = await proxyTo(server.address() as AddressInfo);
  const client = connect(`http://${proxy.address}`);
  ends.push(() => client.close());
  for (let number = 1; number <= 5; number++) {
    const request = client.request({ ':method': 'POST', ':path': '/' }, { endStream: false });
    request.resume();
    // Each body is many DATA frames; a ping is a frame without a request.
    for (let part = 0; part < 5; part++) request.write('y'.repeat(9_000));
    request.end();
    await once(request, 'end');
    await new Promise((done) => client.ping(() => done(undefined)));
  }
  expect(asked.count).toBe(5);
});

it('over HTTP/1, a request in two parts has one chance, and the next request its own', async () => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (part) => {
      if (String(part).includes('body')) socket.write('reply');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  const { proxy, asked } = await proxyTo(server.address() as AddressInfo);
  const [host = '', port] = proxy.address.split(':');
  const socket = new Socket();
  socket.connect(Number(port), host);
  socket.setNoDelay(true);
  ends.push(() => socket.destroy());
  for (let number = 1; number <= 3; number++) {
    socket.write('head');
    await expect.poll(() => asked.count).toBe(number);
    socket.write('body');
    await once(socket, 'data');
  }
  expect(asked.count).toBe(3);
});

/** An HTTP/2 frame with a payload of zeros. */
function frame(type: number, stream: number, length: number): Buffer {
  const bytes = Buffer.alloc(9 + length);
  bytes.writeUIntBE(length, 0, 3);
  bytes[3] = type;
  bytes.writeUInt32BE(stream, 5);
  return bytes;
}

it('frames are counted the same wherever the parts are cut', () => {
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  const frames = [
    frame(4, 0, 6),
    frame(1, 1, 30),
    frame(0, 1, 500),
    frame(1, 1, 3),
    frame(8, 0, 4),
    frame(1, 3, 9),
  ];
  const bytes = Buffer.concat([preface, ...frames]);
  for (const length of [16, 17, 24, 29, 100, bytes.length]) {
    const starts = new RequestStarts();
    let count = 0;
    for (let at = 0; at < bytes.length; at += length) count += starts.sent(bytes.subarray(at, at + length));
    expect(count, `parts of ${length} bytes`).toBe(2);
  }
});
