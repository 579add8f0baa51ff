import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Problem } from '../../core/text/problem';
import { ConfigurationError } from '../../core/text/problem';

/** Loopback addresses. */
export const LOOPBACK = ['127.0.0.1', '::1'];

/**
 * How long a client may take to send the headers of a request, and the whole request, and how often this is checked, in ms.
 * Clients that send nothing must not keep others out.
 */
const TIME_LIMITS = { headersTimeout: 5_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 };

/** Longest time to send the last answers when the console ends, and interval at which connections are checked, in ms. */
const LONGEST_ANSWER_MS = 2_000;
const LOOK_MS = 50;

/** Says what happened because of wrong options. */
export const NOT_STARTED = 'with the options of the console, which was not started';

/** A server that listens on its addresses. */
interface Listening {
  readonly port: number;
  close(): void;
}

/**
 * Serves an app on all given addresses. One that this machine does not have, such as `::1` where IPv6 is off, is left
 * out if there is another one.
 * @param make makes the app for the chosen port
 * @param port 0 chooses a free port
 * @param limits how long clients may take
 * @throws {ConfigurationError} when the port is taken, naming a free one, or the console can listen on no address
 */
export async function serveConsole(
  make: (port: number) => { fetch: (request: Request, env?: unknown) => Response | Promise<Response> },
  hosts: readonly string[],
  port: number,
  limits: Readonly<Partial<typeof TIME_LIMITS>> = {},
): Promise<Listening> {
  const servers: Server[] = [];
  let found = port;
  let app: ReturnType<typeof make> | undefined;
  const close = () => {
    for (const server of servers) closeServer(server);
  };
  try {
    for (const host of hosts) {
      const server = createAdaptorServer({
        fetch: (request: Request, env: unknown) =>
          app?.fetch(request, env) ?? new Response('', { status: 503 }),
        createServer,
        serverOptions: { ...TIME_LIMITS, ...limits },
      }) as Server;
      server.maxConnections = 200;
      if (await listens(server, host, found, servers.length > 0 || hosts.length > 1)) {
        servers.push(server);
        found = (server.address() as AddressInfo).port;
      }
    }
    if (servers.length === 0) throw new ConfigurationError([noAddress(hosts)], NOT_STARTED);
  } catch (error) {
    close();
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new ConfigurationError([await taken(found)], NOT_STARTED);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL')
      throw new ConfigurationError(
        [{ ...noAddress(hosts), message: `cannot be listened on (${message}): write another one` }],
        NOT_STARTED,
      );
    throw error;
  }
  app = make(found);
  return { port: found, close };
}

/** Closes each connection as soon as its answer is sent, and after a while those that still wait. */
function closeServer(server: Server): void {
  const idle = setInterval(() => server.closeIdleConnections(), LOOK_MS);
  const all = setTimeout(() => server.closeAllConnections(), LONGEST_ANSWER_MS);
  server.close(() => {
    clearInterval(idle);
    clearTimeout(all);
  });
  server.closeIdleConnections();
}

/** @param mayBeMissing whether the console can do without this address */
async function listens(server: Server, host: string, port: number, mayBeMissing: boolean): Promise<boolean> {
  try {
    await new Promise<void>((listening, reject) => {
      server.once('error', reject);
      server.listen(port, host, listening);
    });
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (mayBeMissing && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code)) return false;
    throw error;
  }
}

function noAddress(hosts: readonly string[]): Problem {
  const message = 'is no address of this machine: write another one';
  return { code: 'option-value', where: `--host ${hosts.join(', ')}`, message };
}

async function taken(port: number): Promise<Problem> {
  const other = createServer();
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  const free = (other.address() as AddressInfo).port;
  other.close();
  const message = `is "${port}", which another program listens on: write --port ${free}, which is free, or stop that program`;
  return { code: 'port-taken', where: '--port', message };
}
