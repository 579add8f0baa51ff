import { Hono } from 'hono';
import type { ServiceContext, ServiceEnv, ServiceRoutes, UnknownRoute } from '../http/service-app';
import { readJsonPath } from './details';
import { readRequestBody, type ValidationError } from './request-body';
import type { RequestStore } from './request-store';
import type { RequestsServiceOptions } from './requests-service-options';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;

/** Routes of the request service. */
export function requestsRoutes(
  store: RequestStore,
  { queueStatus }: Pick<RequestsServiceOptions, 'queueStatus'>,
): ServiceRoutes {
  return new Hono<ServiceEnv>()
    .post('/requests', (c) => create(store, c))
    .get('/requests/:id', (c) => {
      const id = c.req.param('id');
      const request = store.get(id);
      return request === undefined ? unknownRequest(c, id) : c.json(request);
    })
    .get('/requests/:id/response-details', (c) => details(store, c, c.req.param('id')))
    .get('/health', (c) => health(c, store.isCold ? 'UNHEALTHY' : queueStatus));
}

/** FastAPI's answer when no route matches. */
export const unknownRequestsRoute: UnknownRoute = (c, status) =>
  c.json({ detail: status === 404 ? 'Not Found' : 'Method Not Allowed' }, status);

/** The first worker to start makes the queue, so the service is not healthy before that. */
function health(c: ServiceContext, queueStatus: RequestsServiceOptions['queueStatus']): Response {
  const dependencies = [
    { name: 'request-db', status: 'HEALTHY' },
    { name: 'sqs', status: queueStatus },
  ];
  const status = queueStatus === 'HEALTHY' ? 200 : 500;
  return c.json({ name: 'request-api', version: 'unknown', dependencies }, status);
}

function create(store: RequestStore, c: ServiceContext): Response {
  const read = readRequestBody(c.get('body'));
  if ('errors' in read) return c.json({ detail: read.errors }, 422);
  const request = store.create(read.params);
  // The real system sends the dollar sign, too.
  return c.json(request, 202, { location: `$${c.req.header('host')}/requests/${request.id}` });
}

function unknownRequest(c: ServiceContext, id: string): Response {
  const detail = {
    errCode: 400,
    errType: 'User Error',
    errMsg: `Response with ${id} does not exist`,
    errTime: new Date().toISOString(),
  };
  return c.json({ detail }, 404);
}

function details(store: RequestStore, c: ServiceContext, id: string): Response {
  const errors: ValidationError[] = [];
  const offset = readCount(c, 'offset', { min: 0, max: Number.MAX_SAFE_INTEGER, without: 0 }, errors);
  const limit = readCount(c, 'limit', { min: 1, max: MAX_LIMIT, without: DEFAULT_LIMIT }, errors);
  if (errors.length > 0) return c.json({ detail: errors }, 422);
  const path = c.req.query('jsonpath');
  const wanted = path === undefined ? () => true : (readJsonPath(path) ?? (() => false));
  const found = store.details(id).filter(wanted);
  return c.json(found.slice(offset, offset + limit), 200, {
    'x-pagination-total-results': String(found.length),
    'x-pagination-offset': String(offset),
    'x-pagination-limit': String(limit),
  });
}

function readCount(
  c: ServiceContext,
  name: string,
  { min, max, without }: { min: number; max: number; without: number },
  errors: ValidationError[],
): number {
  const input = c.req.query(name);
  if (input === undefined) return without;
  const loc = ['query', name];
  const value = Number(input);
  if (!/^[+-]?\d+$/.test(input.trim())) {
    const msg = 'Input should be a valid integer, unable to parse string as an integer';
    errors.push({ type: 'int_parsing', loc, msg, input });
  } else if (value < min) {
    const msg = `Input should be greater than or equal to ${min}`;
    errors.push({ type: 'greater_than_equal', loc, msg, input, ctx: { ge: min } });
  } else if (value > max) {
    const msg = `Input should be less than or equal to ${max}`;
    errors.push({ type: 'less_than_equal', loc, msg, input, ctx: { le: max } });
  }
  return value;
}
