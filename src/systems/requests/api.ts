import { type PhaseCaller, setting } from 'loadline';
import { HttpServer } from 'loadline/http';
import type { Detail, DetailPage, RequestParams, RequestReply } from './params';

const server = new HttpServer(() => setting('TARGET_HOST'));

/** Submits a request. A failure ends the iteration: there is nothing to wait for. */
export const submitRequest = server.call<{ params: RequestParams }, RequestReply>({
  method: 'POST',
  route: '/requests',
  body: 'json',
  reply: 'json',
  expect: { status: 202, headers: ['Location'], json: { status: 'NEW' } },
  endsJourney: true,
});

/** Reads a request and its state. */
export const getRequest = server.call<undefined, RequestReply>({
  method: 'GET',
  route: '/requests/{id}',
  reply: 'json',
});

/** Reads a page of a worker's results, row by row. `jsonpath` filters them. */
export const readDetails = server.call<undefined, DetailPage, Detail[]>({
  method: 'GET',
  route: '/requests/{id}/response-details',
  reply: 'json',
  expect: { headers: ['X-Pagination-Total-Results', 'X-Pagination-Offset', 'X-Pagination-Limit'] },
  take: (details, got) => ({
    details,
    total: Number(got.header('X-Pagination-Total-Results')),
    offset: Number(got.header('X-Pagination-Offset')),
    limit: Number(got.header('X-Pagination-Limit')),
  }),
});

interface Health {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly { readonly name: string; readonly status: string }[];
}

const getHealth = server.call<undefined, Health>({ method: 'GET', route: '/health', reply: 'json' });

/** Checks the health of the service and of its dependencies. @returns its name and version; undefined when it is not healthy */
export function checkHealth(caller: PhaseCaller): Health | undefined {
  return getHealth(caller);
}
