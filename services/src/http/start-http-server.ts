import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import { PortTakenError } from '../port-taken-error';

/** Longer than the pauses of a load test's users, so that they keep their connections. Node's default of 5 s is shorter. */
const KEEP_ALIVE_MS = 75_000;

/** A certificate and its key, PEM. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
}

/** Address on which an HTTP server listens. */
export interface HttpAddress {
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** Absent: the port is plaintext. */
  tls?: TlsIdentity;
}

/** The app that answers on a port, such as a hono app. */
export interface HttpApp {
  fetch(request: Request, env: object): Response | Promise<Response>;
}

/** An open HTTP port. */
export interface HttpPort {
  readonly port: number;
  /** Breaks every connection, so that no open call delays the stop. Resolves when the port is free. */
  stop(): Promise<void>;
}

/**
 * Opens an HTTP/1.1 port with keep-alive.
 * @throws {PortTakenError} when something else listens on it
 */
export async function startHttpServer(address: HttpAddress, app: HttpApp): Promise<HttpPort> {
  const { host, port, tls } = address;
  const settings = { keepAliveTimeout: KEEP_ALIVE_MS };
  const fetch = (request: Request, env: HttpBindings | Http2Bindings) => app.fetch(request, env);
  const server = createAdaptorServer({
    fetch,
    hostname: host,
    ...(tls === undefined
      ? { createServer, serverOptions: settings }
      : {
          createServer: createTlsServer,
          serverOptions: { ...settings, cert: tls.certificate, key: tls.key },
        }),
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(host, port) : error);
    });
    server.listen(port, host, resolve);
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
