import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { PortTakenError } from '../port-taken-error';

/** Longer than the pauses of a load test's users, so that they keep their connections; node's own 5 s are not. */
const KEEP_ALIVE_MS = 75_000;

/** A certificate and its key, PEM. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
}

/** Where an HTTP server listens. */
export interface HttpAddress {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Without it the port is plaintext. */
  tls?: TlsIdentity;
}

/** An open HTTP port. */
export interface HttpPort {
  readonly port: number;
  /** Breaks every connection, so that no open call holds it up; resolves when the port is free. */
  stop(): Promise<void>;
}

/**
 * Opens an HTTP/1.1 port with keep-alive.
 * @throws {PortTakenError} when something else listens on it
 */
export async function startHttpServer(address: HttpAddress, listener: RequestListener): Promise<HttpPort> {
  const { host, port, tls } = address;
  const settings = { keepAliveTimeout: KEEP_ALIVE_MS };
  const server: Server =
    tls === undefined
      ? createServer(settings, listener)
      : createTlsServer({ ...settings, cert: tls.certificate, key: tls.key }, listener);
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
