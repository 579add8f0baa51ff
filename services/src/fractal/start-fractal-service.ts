import { writeFile } from 'node:fs/promises';
import { Hono, type MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { bareText } from '../http/bodies';
import type { ServiceEnv } from '../http/service-app';
import { type RunningHttpService, startHttpService } from '../http/start-http-service';
import { accountRoutes } from './account-routes';
import { Accounts } from './accounts';
import { makeCertificates } from './certificates';
import { containerRoutes } from './container-routes';
import { Containers } from './containers';
import { FRACTAL_SERVICE_DEFAULTS, type FractalServiceOptions } from './fractal-service-options';
import { hostRoutes, unknownHostRoute } from './host-routes';
import { Tokens } from './tokens';

/** HTTP status that the system defines itself. */
const CLOSED = 512 as ContentfulStatusCode;

/** A running container service. */
export interface RunningFractalService extends RunningHttpService {
  /** Port of the host service, with TLS. */
  readonly hostPort: number;
  /** Certificate, PEM, of the authority that signed the host's. */
  readonly caCertificate: string;
}

/**
 * Starts the reference container service: JSON over HTTP and a host service over TLS, everything in memory. No real
 * container is started. On the control port, `GET /titles` lists the names of the registered users.
 * @throws {PortTakenError} when something else listens on one of the ports
 * @throws {Error} when the certificate cannot be written
 */
export async function startFractalService(
  overrides: Partial<FractalServiceOptions> = {},
): Promise<RunningFractalService> {
  const options = { ...FRACTAL_SERVICE_DEFAULTS, ...overrides };
  const { server: tls, ca } = await makeCertificates([
    ...new Set([options.hostIp, '127.0.0.1', 'localhost']),
  ]);
  const tokens = new Tokens();
  const accounts = new Accounts();
  const containers = new Containers(options);
  const service = await startHttpService({
    options,
    routes: new Hono<ServiceEnv>()
      .use(closedFor(options.maintenance))
      .route('/', accountRoutes({ accounts, tokens, options }))
      .route('/', containerRoutes({ containers, tokens, options })),
    unknownRoute: (c, status) => bareText(c, status === 404 ? 'Not Found' : 'Method Not Allowed', status),
    records: () => ({ records: accounts.size, seeded: 0 }),
    titles: () => accounts.usernames(),
    second: {
      address: { host: options.host, port: options.hostPort, tls },
      routes: hostRoutes(containers),
      unknownRoute: unknownHostRoute,
    },
  });
  if (options.caFile !== '') {
    await writeFile(options.caFile, ca).catch(async (error: unknown) => {
      await service.stop();
      throw error;
    });
  }
  return { ...service, hostPort: service.secondPort ?? 0, caCertificate: ca };
}

const OF_TASKS = ['POST /container/assign', 'GET /status/{id}'];

/** Refuses calls during maintenance. */
function closedFor(maintenance: FractalServiceOptions['maintenance']): MiddlewareHandler<ServiceEnv> {
  return async (c, next) => {
    const route = c.get('route');
    const isClosed = maintenance === 'all' || (maintenance === 'tasks' && OF_TASKS.includes(route ?? ''));
    if (!isClosed || route === undefined) return next();
    const why =
      maintenance === 'all' ? { msg: 'Requests are off' } : { error: 'The service is being worked on' };
    return c.json(why, CLOSED);
  };
}
