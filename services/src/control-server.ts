import type { Hono } from 'hono';
import { type HttpPort, startHttpServer } from './http/start-http-server';

/** The control port lists titles and verification codes, so other machines must not reach it. */
const CONTROL_HOST = '127.0.0.1';

/**
 * Starts an HTTP server beside a service. Tests and people read there what the service saw. Unknown routes are answered with
 * 404 and the list of routes.
 * @param port 0 takes a free one
 * @throws {PortTakenError} when something else listens on the port
 */
export function startControlServer(port: number, routes: Hono): Promise<HttpPort> {
  const names = routes.routes.map(({ method, path }) => `${method} ${path}`).join(', ');
  routes.notFound((c) => c.json({ error: `no ${c.req.method} ${c.req.path} here; there is: ${names}` }, 404));
  return startHttpServer({ host: CONTROL_HOST, port }, routes);
}
