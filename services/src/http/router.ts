import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { CallCounter } from '../call-counter';
import { type HttpHandler, type HttpReply, type HttpRequest, Refusal, text } from './exchange';
import { type HttpFaultOptions, type OutgoingReply, type RouteFaults, routeFaults } from './faults';

/** Method and path, e.g. `GET /requests/{id}` → its handler. A part in braces matches one non-empty part of a path. */
export type HttpRoutes = Readonly<Record<string, HttpHandler>>;

/** Far above the largest photo; a longer body is answered with 413. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** Status under which a call is counted whose caller hung up before the answer. */
const GIVEN_UP = 'given up';
/** Status under which a call is counted whose answer was cut. */
const CUT = 'cut';

interface Route {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly handler: HttpHandler;
  readonly faults: RouteFaults;
}

/** Answers what no route does: 404 for an unknown path, 405 for a known path with another method. */
export type UnknownRoute = (status: 404 | 405) => HttpReply;

/** What {@link httpRouter} is made of. */
export interface RouterParts {
  routes: HttpRoutes;
  /** Gets each call of a route under the route's name and its HTTP status, `given up` or `cut`. */
  counter: CallCounter;
  faults: HttpFaultOptions;
  unknownRoute: UnknownRoute;
}

/** A listener for a `node:http` server that answers by a table of routes. Requests outside of it are not counted. */
export function httpRouter({ routes, counter, faults, unknownRoute }: RouterParts): RequestListener {
  const table = Object.entries(routes).map(([name, handler]): Route => {
    const [method = '', path = ''] = name.split(' ');
    return { name, method, path: pathPattern(path), handler, faults: routeFaults(faults, name) };
  });
  return (message, response) => {
    const url = new URL(message.url ?? '/', 'http://service');
    const samePath = table.filter(({ path }) => path.test(url.pathname));
    const route = samePath.find(({ method }) => method === message.method);
    if (route === undefined) {
      message.resume();
      send(response, { reply: unknownRoute(samePath.length > 0 ? 405 : 404), cut: false });
    } else {
      void serve(route, url, counter, message, response);
    }
  };
}

function pathPattern(path: string): RegExp {
  const parts = path.split(/\{(\w+)\}/);
  const source = parts.map((part, index) =>
    index % 2 === 1 ? `(?<${part}>[^/]+)` : part.replace(/[.*+?^$()|[\]\\]/g, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`);
}

async function serve(
  route: Route,
  url: URL,
  counter: CallCounter,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  counter.arrived(route.name);
  const closed = new AbortController();
  response.once('close', () => {
    if (response.writableEnded) return;
    closed.abort();
    // A cut answer ends like this as well, and has been counted.
    if (!response.headersSent) counter.ended(route.name, GIVEN_UP);
  });
  const outgoing = await replyOf(route, url, message, closed.signal);
  if (outgoing === undefined || closed.signal.aborted) return;
  // Before it is sent: who has the answer finds it counted.
  counter.ended(route.name, outgoing.cut ? CUT : String(outgoing.reply.status));
  send(response, outgoing);
}

/** @returns undefined when the caller has hung up meanwhile */
async function replyOf(
  route: Route,
  url: URL,
  message: IncomingMessage,
  closed: AbortSignal,
): Promise<OutgoingReply | undefined> {
  try {
    const body = await readBody(message);
    await route.faults.before(closed);
    const request: HttpRequest = {
      method: route.method,
      path: url.pathname,
      params: paramsOf(route, url.pathname),
      query: url.searchParams,
      headers: message.headers,
      body,
      clientAddress: message.socket.remoteAddress ?? '',
      closed,
    };
    return route.faults.after(await answer(route.handler, request));
  } catch (error) {
    if (closed.aborted || !message.complete) return undefined;
    if (error instanceof Refusal) return { reply: error.reply, cut: false };
    console.error(`${route.name}:`, error);
    return { reply: text(500, 'Internal Server Error', 'text/plain'), cut: false };
  }
}

/** A refusal by the handler is a reply like any other: faults apply to it. */
async function answer(handler: HttpHandler, request: HttpRequest): Promise<HttpReply> {
  try {
    return await handler(request);
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BODY_BYTES) throw new Refusal(text(413, 'Request Entity Too Large', 'text/plain'));
  return Buffer.concat(chunks);
}

function paramsOf(route: Route, path: string): Record<string, string> {
  const groups = route.path.exec(path)?.groups ?? {};
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decoded(value)]));
}

/** A stray percent sign is part of the name, not an error of the service. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function send(response: ServerResponse, { reply, cut }: OutgoingReply): void {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length });
  if (!cut) {
    response.end(reply.body);
    return;
  }
  // Without a body the other end waits for the rest of the head.
  const half = reply.body.subarray(0, Math.floor(reply.body.length / 2));
  response.flushHeaders();
  response.write(half, () => response.socket?.destroySoon());
}
