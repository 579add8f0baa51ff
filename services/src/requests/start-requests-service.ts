import { type RunningHttpService, startHttpService } from '../http/start-http-service';
import { RequestStore } from './request-store';
import { requestsRoutes, unknownRequestsRoute } from './requests-routes';
import { REQUESTS_SERVICE_DEFAULTS, type RequestsServiceOptions } from './requests-service-options';

/**
 * Starts the reference request service: JSON over HTTP, everything in memory. A queue processes the requests as long as the
 * service runs. On the control port, `GET /titles` lists the IDs of the stored requests.
 * @throws {PortTakenError} when something else listens on one of the ports
 */
export async function startRequestsService(
  overrides: Partial<RequestsServiceOptions> = {},
): Promise<RunningHttpService> {
  const options = { ...REQUESTS_SERVICE_DEFAULTS, ...overrides };
  const store = new RequestStore(options);
  return startHttpService({
    options,
    routes: requestsRoutes(store, options),
    unknownRoute: unknownRequestsRoute,
    records: () => ({ records: store.size, seeded: 0 }),
    titles: () => store.ids(),
    gauges: () => [
      { name: 'requests_waiting', help: 'Requests that no worker has taken.', value: store.waiting },
      {
        name: 'requests_lag_seconds',
        help: 'Age of the request that has waited longest.',
        value: store.lagMs / 1_000,
      },
    ],
    stopped: () => store.stop(),
  });
}
