import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PortTakenError } from './port-taken-error';

/** The control port lists titles and verification codes, so it is never open to other machines. */
const CONTROL_HOST = '127.0.0.1';

/** A request that a route refuses; answered with 400 and this message. */
export class ControlRequestError extends Error {
  override readonly name = 'ControlRequestError';
}

/** Method and path (`GET /stats`) → what to answer as JSON. */
export type ControlRoutes = Readonly<Record<string, (query: URLSearchParams) => unknown>>;

/** An HTTP server beside a service: tests and people read there what the service saw. */
export interface ControlServer {
  readonly port: number;
  /** Closes the port and its open connections; resolves when the port is free. */
  stop(): Promise<void>;
}

/**
 * Starts a control server on 127.0.0.1. Unknown routes are answered with 404 and the list of routes.
 * @param port 0 takes a free one
 * @throws {PortTakenError} when something else listens on the port
 */
export async function startControlServer(port: number, routes: ControlRoutes): Promise<ControlServer> {
  const server = createServer((request, response) => answer(request, response, routes));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(CONTROL_HOST, port) : error);
    });
    server.listen(port, CONTROL_HOST, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(request: IncomingMessage, response: ServerResponse, routes: ControlRoutes): void {
  const url = new URL(request.url ?? '/', 'http://control');
  const name = `${request.method} ${url.pathname}`;
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
  if (route === undefined) {
    send(response, 404, { error: `no ${name} here; there is: ${Object.keys(routes).join(', ')}` });
    return;
  }
  try {
    send(response, 200, route(url.searchParams));
  } catch (error) {
    if (!(error instanceof ControlRequestError)) throw error;
    send(response, 400, { error: error.message });
  }
}

function send(response: ServerResponse, httpStatus: number, body: unknown): void {
  response.writeHead(httpStatus, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
