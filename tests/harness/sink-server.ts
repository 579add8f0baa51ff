import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A request that a sink received. */
export interface SinkCall {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** The body, decompressed if it was compressed by gzip. */
  readonly body: Buffer;
}

/** Answer of a sink. If it is a promise, the sink answers when the promise resolves. */
export interface SinkAnswer {
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A receiver of telemetry whose answers the test chooses. */
export interface SinkServer {
  readonly url: string;
  readonly port: number;
  /** All requests so far. */
  readonly calls: readonly SinkCall[];
  close(): Promise<void>;
}

/**
 * Starts a sink.
 * @param answer makes the answer to a request; `number` counts all requests from 1
 * @param port default: a free port
 */
export async function startSink(
  answer: (call: SinkCall, number: number) => SinkAnswer | Promise<SinkAnswer> = () => ({}),
  port = 0,
): Promise<SinkServer> {
  const calls: SinkCall[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const call = { path: request.url ?? '', headers: request.headers, body };
    calls.push(call);
    const { status = 200, body: text = '', headers = {} } = await answer(call, calls.length);
    response.writeHead(status, headers).end(text);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    calls,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
