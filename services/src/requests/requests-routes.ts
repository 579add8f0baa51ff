import { type HttpReply, type HttpRequest, json, Refusal } from '../http/exchange';
import type { HttpRoutes } from '../http/router';
import { readJsonPath } from './details';
import { readRequestBody, type ValidationError } from './request-body';
import type { RequestStore } from './request-store';
import type { RequestsServiceOptions } from './requests-service-options';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;

/** The calls of the request service. */
export function requestsRoutes(
  store: RequestStore,
  { queueStatus }: Pick<RequestsServiceOptions, 'queueStatus'>,
): HttpRoutes {
  return {
    'POST /requests': (request) => create(store, request),
    'GET /requests/{id}': ({ params }) => {
      const id = params.id ?? '';
      const request = store.get(id);
      return request === undefined ? unknownRequest(id) : json(200, request);
    },
    'GET /requests/{id}/response-details': (request) => details(store, request),
    'GET /health': () => health(store.isCold ? 'UNHEALTHY' : queueStatus),
  };
}

/** What FastAPI answers where no route is. */
export function unknownRequestsRoute(status: 404 | 405): HttpReply {
  return json(status, { detail: status === 404 ? 'Not Found' : 'Method Not Allowed' });
}

/** The queue is made by the first worker that starts, so it is not healthy before. */
function health(queueStatus: RequestsServiceOptions['queueStatus']): HttpReply {
  return json(queueStatus === 'HEALTHY' ? 200 : 500, {
    name: 'request-api',
    version: 'unknown',
    dependencies: [
      { name: 'request-db', status: 'HEALTHY' },
      { name: 'sqs', status: queueStatus },
    ],
  });
}

function create(store: RequestStore, { body, headers }: HttpRequest): HttpReply {
  const read = readRequestBody(body);
  if ('errors' in read) return json(422, { detail: read.errors });
  const request = store.create(read.params);
  // The dollar sign is what the system itself sends.
  return json(202, request, { location: `$${headers.host}/requests/${request.id}` });
}

function unknownRequest(id: string): HttpReply {
  const detail = {
    errCode: 400,
    errType: 'User Error',
    errMsg: `Response with ${id} does not exist`,
    errTime: new Date().toISOString(),
  };
  return json(404, { detail });
}

function details(store: RequestStore, { params, query }: HttpRequest): HttpReply {
  const errors: ValidationError[] = [];
  const offset = readCount(query, 'offset', { min: 0, max: Number.MAX_SAFE_INTEGER, without: 0 }, errors);
  const limit = readCount(query, 'limit', { min: 1, max: MAX_LIMIT, without: DEFAULT_LIMIT }, errors);
  if (errors.length > 0) throw new Refusal(json(422, { detail: errors }));
  const path = query.get('jsonpath');
  const wanted = path === null ? () => true : (readJsonPath(path) ?? (() => false));
  const found = store.details(params.id ?? '').filter(wanted);
  return json(200, found.slice(offset, offset + limit), {
    'x-pagination-total-results': String(found.length),
    'x-pagination-offset': String(offset),
    'x-pagination-limit': String(limit),
  });
}

function readCount(
  query: URLSearchParams,
  name: string,
  { min, max, without }: { min: number; max: number; without: number },
  errors: ValidationError[],
): number {
  const input = query.get(name);
  if (input === null) return without;
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
