import { Hono } from 'hono';
import { bareText } from '../http/bodies';
import type { ServiceEnv } from '../http/service-app';
import { type RunningHttpService, startHttpService } from '../http/start-http-service';
import type { CallCounts } from '../service';
import { authRoute } from './auth-route';
import { backEnd } from './back-end';
import { CHATER_SERVICE_DEFAULTS, type ChaterServiceOptions } from './chater-service-options';
import { foodRoutes } from './food-routes';
import { FoodStore } from './food-store';
import { makeGuard, ownFaults } from './guard';
import { metrics } from './metrics';
import { recordRoutes } from './record-routes';
import { Tokens } from './tokens';

/** A running food diary. */
export interface RunningChaterService extends RunningHttpService {
  /** A token of the test user, for the Authorization header after `Bearer `. */
  readonly testUserToken: string;
  readonly testUserEmail: string;
  /** Issues a token for any user. @param lifeMs whole seconds; negative for a token that has expired */
  issueToken(email: string, lifeMs: number): Promise<string>;
}

/**
 * Starts the reference food diary: protobuf and JSON bodies over HTTP, everything in memory. On the control port,
 * `GET /titles` lists the stored dishes as `<e-mail> <time in ms> <name>`.
 * @throws {PortTakenError} when something else listens on one of the ports
 * @throws {RangeError} when the secret is too short
 */
export async function startChaterService(
  overrides: Partial<ChaterServiceOptions> = {},
): Promise<RunningChaterService> {
  const { testUserEmail } = { ...CHATER_SERVICE_DEFAULTS, ...overrides };
  const options = { ...CHATER_SERVICE_DEFAULTS, exemptEmail: testUserEmail, ...overrides };
  const tokens = new Tokens(options.secret);
  const issueToken = (email: string, lifeMs: number) =>
    tokens.issue({ email, name: email.replace(/@.*/, ''), picture: '' }, lifeMs);
  const store = new FoodStore();
  const answered = backEnd(options);
  const parts = { store, guard: makeGuard(tokens, options), answered, options };
  let calls: () => CallCounts = () => ({});
  const routes = new Hono<ServiceEnv>()
    .get('/metrics', (c) => metrics(c, calls()))
    .use(ownFaults(options))
    .route('/', foodRoutes(parts))
    .route('/', recordRoutes(parts))
    .post('/eater_auth', authRoute(tokens, answered, options));
  const service = await startHttpService({
    options,
    routes,
    unknownRoute: (c, status) => bareText(c, status === 404 ? 'Not Found' : 'Method Not Allowed', status),
    records: () => ({ records: store.size, seeded: 0 }),
    titles: () => store.titles(),
  });
  calls = () => service.stats().calls;
  return {
    ...service,
    testUserToken: await issueToken(options.testUserEmail, options.testTokenLifeMs),
    testUserEmail: options.testUserEmail,
    issueToken,
  };
}
