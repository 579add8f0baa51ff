import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';

/** The text that RFC 6455 appends to the key of a client. */
const SOCKET_KEY = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** A closing frame without a status. */
const CLOSE = Buffer.from([0x88, 0]);

/** A request that the server received. */
interface Traced {
  readonly path: string;
  readonly traceparent: string;
}

/**
 * Starts a server for one test that notes the traceparent of each request, also of those that open a WebSocket. It answers 500
 * to `/odd`, refuses `/refused`, and closes every other socket as soon as it is open.
 */
export async function tracedServer(): Promise<{
  readonly port: number;
  readonly requests: readonly Traced[];
}> {
  const requests: Traced[] = [];
  const note = ({ url = '', headers }: IncomingMessage) =>
    requests.push({ path: url, traceparent: String(headers.traceparent ?? '') });
  const server = createServer((request, response) => {
    note(request);
    response.writeHead(request.url === '/odd' ? 500 : 200).end();
  });
  // The server forgets a connection that becomes a WebSocket.
  const sockets: Duplex[] = [];
  server.on('upgrade', (request, socket) => {
    note(request);
    sockets.push(socket);
    if (request.url === '/refused') return socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    const key = `${request.headers['sec-websocket-key']}${SOCKET_KEY}`;
    const accept = createHash('sha1').update(key).digest('base64');
    const head = ['HTTP/1.1 101 Switching Protocols', 'upgrade: websocket', 'connection: upgrade'];
    socket.write(`${[...head, `sec-websocket-accept: ${accept}`].join('\r\n')}\r\n\r\n`);
    socket.end(CLOSE);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  });
  return { port: (server.address() as AddressInfo).port, requests };
}
