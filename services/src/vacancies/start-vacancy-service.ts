import { Server } from '@grpc/grpc-js';
import { AuthServiceService } from '../../gen/vacancies/auth_service';
import { UserServiceService } from '../../gen/vacancies/user_service';
import { VacancyServiceService } from '../../gen/vacancies/vacancy_service';
import { CallCounter } from '../call-counter';
import { controlRoutes } from '../control-routes';
import { startControlServer } from '../control-server';
import { countCalls } from '../grpc/count-calls';
import { listen } from '../grpc/listen';
import { withRawReplies } from '../grpc/raw-reply';
import { readHost } from '../loadline';
import type { RunningService, Stats } from '../service';
import { openAccess, tokenAccess } from './access';
import { Accounts } from './accounts';
import { authHandlers } from './auth-handlers';
import { makeFaults } from './faults';
import { Tokens } from './tokens';
import { userHandlers } from './user-handlers';
import { vacancyHandlers } from './vacancy-handlers';
import { VACANCY_SERVICE_DEFAULTS, type VacancyServiceOptions } from './vacancy-service-options';
import { VacancyStore } from './vacancy-store';

const METHODS = [AuthServiceService, UserServiceService, VacancyServiceService].flatMap((service) =>
  Object.values(service).map(({ path }) => path.slice(1)),
);

/**
 * Starts the reference vacancy service: gRPC without TLS, everything in memory. Besides the routes of every service, its
 * control port has `GET /verification-codes`: the codes by e-mail, instead of the mails.
 * @throws {PortTakenError} when something else listens on one of the ports
 * @throws {RpcError} ALREADY_EXISTS when two of the accounts have the same e-mail
 */
export async function startVacancyService(
  overrides: Partial<VacancyServiceOptions> = {},
): Promise<RunningService> {
  const options = { ...VACANCY_SERVICE_DEFAULTS, ...overrides };
  const [tokens, accounts] = await Promise.all([
    Tokens.create({
      accessMs: options.accessTokenLifeMs,
      refreshMs: options.refreshTokenLifeMs,
      kind: options.tokenKind,
    }),
    Accounts.create(options.accounts),
  ]);
  const store = new VacancyStore(options.seedRecords);
  const counter = new CallCounter(METHODS);
  const access = options.auth === 'enforce' ? tokenAccess(tokens) : openAccess;

  const { maxConnectionAgeMs } = options;
  const server = new Server({
    interceptors: [countCalls(counter)],
    'grpc.enable_channelz': 0,
    ...(maxConnectionAgeMs > 0 && { 'grpc.max_connection_age_ms': maxConnectionAgeMs }),
  });
  server.addService(AuthServiceService, authHandlers(accounts, tokens, options));
  server.addService(UserServiceService, userHandlers(accounts, access));
  const { ownership } = options;
  const handlers = vacancyHandlers({
    store,
    access,
    faults: makeFaults(options),
    ownership,
    breakConnection: (peer) => grpc.breakConnection(peer),
  });
  server.addService(withRawReplies(VacancyServiceService), handlers);

  const stats = (): Stats => ({ calls: counter.counts(), records: store.size, seeded: store.seedCount });
  const control = await startControlServer(
    options.controlPort,
    controlRoutes(counter, stats, () => store.titles()).get('/verification-codes', (c) =>
      c.json(accounts.verificationCodes()),
    ),
  );
  const grpc = await listen(server, options.host, options.port).catch(async (error: unknown) => {
    await control.stop();
    throw error;
  });

  let stopping: Promise<unknown> | undefined;
  return {
    address: `${readHost(options.host)?.text}:${grpc.port}`,
    port: grpc.port,
    controlPort: control.port,
    stats,
    stop: async () => {
      stopping ??= Promise.all([grpc.stop(), control.stop()]);
      await stopping;
    },
  };
}
