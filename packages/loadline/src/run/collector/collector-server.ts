import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, isIPv6 } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { messageOf } from '../../core/text/error-message';
import { ConfigurationError, type Problem } from '../../core/text/problem';
import { protectFolder } from '../../results/file-modes';
import { makeFolders } from '../../results/make-folders';

/** Where a `collect` server listens. */
interface Listening {
  readonly host: string;
  readonly port: number;
  /** Paths of the certificate and its key. Absent: no TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** A `collect` server that listens. */
interface CollectorServer {
  /** Host and port, as in a URL. */
  readonly address: string;
  readonly close: () => void;
}

/** An upload that takes longer is cut off. */
const REQUEST_TIMEOUT_MS = 600_000;

/** Makes the folder of the run. @throws {ConfigurationError} when it cannot be made, or belongs to another user */
export function prepareFolder(folder: string): void {
  try {
    makeFolders(folder);
    if (!statSync(folder).isDirectory()) throw new Error('it is no folder');
    protectFolder(folder);
  } catch (error) {
    const message = `cannot be made, or made private (${messageOf(error)}): name another one with --folder`;
    throw wrong({ code: 'not-writable', where: folder, message });
  }
}

/** Starts the server. @throws {ConfigurationError} when the certificate cannot be used, or the address cannot be used */
export async function listenForInstances(
  fetch: Hono['fetch'],
  { host, port, tls }: Listening,
): Promise<CollectorServer> {
  const server = createAdaptorServer({
    fetch,
    ...(tls ? { createServer: createSecureServer, serverOptions: readCertificate(tls) } : { createServer }),
  }) as Server;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await new Promise<void>((listening, reject) => {
    server.once('error', (error) => reject(wrong(listenProblem(host, port, error))));
    server.listen(port, host, listening);
  });
  const { address, port: given } = server.address() as AddressInfo;
  return {
    address: `${isIPv6(address) ? `[${address}]` : address}:${given}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function readCertificate(paths: { readonly cert: string; readonly key: string }) {
  const read = (where: string, path: string) => {
    try {
      return readFileSync(path);
    } catch (error) {
      const message = `${path} cannot be read (${messageOf(error)}): name a file in PEM format`;
      throw wrong({ code: 'option-value', where, message });
    }
  };
  const options = { cert: read('--tls-cert', paths.cert), key: read('--tls-key', paths.key) };
  try {
    createSecureServer(options);
  } catch (error) {
    const message = `cannot be used (${messageOf(error)}): name a certificate and its key, both in PEM format`;
    throw wrong({ code: 'option-value', where: '--tls-cert and --tls-key', message });
  }
  return options;
}

function listenProblem(host: string, port: number, error: NodeJS.ErrnoException): Problem {
  if (error.code === 'EADDRINUSE') {
    const message = `another program listens on ${host}:${port}: stop it, or write another port`;
    return { code: 'port-taken', where: '--listen', message };
  }
  const message = `cannot be listened on (${error.message}): write an address of this machine, such as 0.0.0.0:8080`;
  return { code: 'option-value', where: '--listen', message };
}

function wrong(problem: Problem): ConfigurationError {
  return new ConfigurationError([problem]);
}
