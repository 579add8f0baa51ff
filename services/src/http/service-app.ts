import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { matchedRoutes } from 'hono/route';
import type { CallCounter } from '../call-counter';
import { type HttpFaultOptions, type RouteFaults, routeFaults } from './faults';

/** Types of the context that the handlers of a service get. */
export interface ServiceEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Name of the route, e.g. `GET /requests/{id}`. Undefined when no route matches. */
    route: string | undefined;
    /** The body of the request, already read. */
    body: Buffer;
  };
}

/** Context of a call, as a handler gets it. */
export type ServiceContext = Context<ServiceEnv>;

/** Routes of a service. Each has one path and one method. */
export type ServiceRoutes = Hono<ServiceEnv>;

/** Answers calls without a route: 404 for an unknown path, 405 for a known path with another method. */
export type UnknownRoute = (call: ServiceContext, status: 404 | 405) => Response;

/** Longest body, far above the largest photo. A longer one is answered with 413. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** Status under which a call is counted when its caller hangs up before the answer. */
const GIVEN_UP = 'given up';
/** Status under which a call is counted when its answer is cut. */
const CUT = 'cut';
const NO_BODY = Buffer.alloc(0);

/** Parts of a {@link serviceApp}. */
export interface ServiceAppParts {
  routes: ServiceRoutes;
  /** Counts each call of a route under the route's name and its HTTP status, `given up` or `cut`. */
  counter: CallCounter;
  faults: HttpFaultOptions;
  unknownRoute: UnknownRoute;
}

/** Names of the routes in the form that counts and options use: hono's `:id` is `{id}`. */
export function routeNames(routes: ServiceRoutes): string[] {
  const calls = routes.routes.filter(({ method }) => method !== 'ALL');
  return [...new Set(calls.map(({ method, path }) => nameOf(method, path)))];
}

/** Adds counting and faults to the routes. Calls without a route get neither. */
export function serviceApp({ routes, counter, faults, unknownRoute }: ServiceAppParts): ServiceRoutes {
  const app: ServiceRoutes = new Hono<ServiceEnv>();
  app.use(counted(counter));
  app.use(limited, withBody);
  app.use(misbehaving(new Map(routeNames(routes).map((name) => [name, routeFaults(faults, name)] as const))));
  app.route('/', routes);
  for (const path of new Set(routes.routes.filter(({ method }) => method !== 'ALL').map(({ path }) => path)))
    app.all(path, (c) => unknownRoute(c, 405));
  app.notFound((c) => unknownRoute(c, 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException && error.res) return error.res;
    if (!isGone(c)) console.error(`${c.get('route')}:`, error);
    return c.text('Internal Server Error', 500);
  });
  return app;
}

/** Makes an error that ends a handler early with the given reply. */
export function refusal(reply: Response): HTTPException {
  return new HTTPException(undefined, { res: reply });
}

function nameOf(method: string, path: string): string {
  return `${method} ${path.replace(/:(\w+)/g, '{$1}')}`;
}

function counted(counter: CallCounter): MiddlewareHandler<ServiceEnv> {
  return async (c, next) => {
    const route = matchedRoutes(c).find(({ method }) => method !== 'ALL');
    if (route === undefined) return next();
    const name = nameOf(route.method, route.path);
    c.set('route', name);
    counter.arrived(name);
    counter.traced(name, c.req.header('traceparent'));
    const { outgoing } = c.env;
    // A cut answer closes like this too, but is already counted.
    outgoing.once('close', () => {
      if (!outgoing.writableEnded && !outgoing.headersSent) counter.ended(name, GIVEN_UP);
    });
    await next();
    // Counted before it is sent: a caller that has the answer finds it in the counts.
    if (outgoing.headersSent) counter.ended(name, CUT);
    else if (!isGone(c)) counter.ended(name, String(c.res.status));
  };
}

/** Whether the caller has hung up before the answer. */
function isGone(c: ServiceContext): boolean {
  return c.env.outgoing.closed || c.env.outgoing.destroyed;
}

const limit = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: (c) => c.text('Request Entity Too Large', 413),
});

/** Uses hono's limit only for bodies that may be too long: for every body, it would take twice as long as the rest of a call. */
const limited: MiddlewareHandler<ServiceEnv> = (c, next) => {
  const isShort = Number(c.req.header('content-length')) <= MAX_BODY_BYTES;
  return isShort || !hasBody(c) ? next() : limit(c, next);
};

function hasBody(c: ServiceContext): boolean {
  return c.req.method !== 'GET' && c.req.method !== 'HEAD';
}

const withBody: MiddlewareHandler<ServiceEnv> = async (c, next) => {
  c.set('body', hasBody(c) ? Buffer.from(await c.req.arrayBuffer()) : NO_BODY);
  await next();
};

function misbehaving(byRoute: ReadonlyMap<string, RouteFaults | undefined>): MiddlewareHandler<ServiceEnv> {
  return async (c, next) => {
    const faults = byRoute.get(c.get('route') ?? '');
    if (faults === undefined) return next();
    const failure = await faults.before(c);
    if (failure !== undefined) return failure;
    // A refusal is a reply like any other: it can be cut too.
    await next();
    if (faults.isMalformed()) {
      const type = c.res.headers.get('content-type') ?? 'text/plain';
      replace(c, new Response('{"broken', { status: 200, headers: { 'content-type': type } }));
    }
    if (faults.isCut()) {
      await sendHalf(c);
      replace(c, RESPONSE_ALREADY_SENT);
    }
    return undefined;
  };
}

/** Replaces the reply. Without the first assignment hono joins the headers of both. */
function replace(c: ServiceContext, reply: Response): void {
  c.res = undefined;
  c.res = reply;
}

/** Sends the head and half of the body, then breaks the connection. */
async function sendHalf(c: ServiceContext): Promise<void> {
  const body = Buffer.from(await c.res.arrayBuffer());
  const { outgoing } = c.env;
  outgoing.writeHead(c.res.status, { ...Object.fromEntries(c.res.headers), 'content-length': body.length });
  // When half of the body is empty, the head would not be sent without this.
  outgoing.flushHeaders();
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.socket?.destroySoon());
}
