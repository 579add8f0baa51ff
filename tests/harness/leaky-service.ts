import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';
import { AuthServiceService } from '../../services/gen/vacancies/auth_service';
import {
  type VacancyServiceServer,
  VacancyServiceService,
} from '../../services/gen/vacancies/vacancy_service';
import { openAccess } from '../../services/src/vacancies/access';
import { vacancyHandlers } from '../../services/src/vacancies/vacancy-handlers';
import { VacancyStore } from '../../services/src/vacancies/vacancy-store';

type UnaryHandler = (call: ServerUnaryCall<never, never>, done: sendUnaryData<never>) => void;

const TOKEN = 'no-jwt-but-valid';

/**
 * Starts a vacancy service that checks the token too late: it carries the call out and then refuses it. Its token is not a
 * JWT. For one test.
 */
export async function leakyService(): Promise<{ port: number; store: VacancyStore }> {
  const store = new VacancyStore(3);
  const honest = vacancyHandlers({
    store,
    access: openAccess,
    faults: { before: async () => {}, after: () => undefined },
    ownership: false,
    breakConnection: () => {},
  });
  const server = new Server();
  server.addService(AuthServiceService, {
    signInUser: (_call: unknown, done: sendUnaryData<object>) =>
      done(null, { status: 'success', accessToken: TOKEN, refreshToken: 'another' }),
  });
  server.addService(VacancyServiceService, {
    ...refusingAfterwards(honest),
    getVacancies: (call: Parameters<VacancyServiceServer['getVacancies']>[0]) => {
      if (isValid(call.metadata)) honest.getVacancies(call);
      else call.emit('error', { code: status.UNAUTHENTICATED });
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  onTestFinished(() => server.forceShutdown());
  return { port, store };
}

function refusingAfterwards(honest: VacancyServiceServer): Record<string, UnaryHandler> {
  const calls = ['createVacancy', 'getVacancy', 'updateVacancy', 'deleteVacancy'] as const;
  const handlers = calls.map((name): [string, UnaryHandler] => [
    name,
    (call, done) =>
      (honest[name] as UnaryHandler)(call, (error, reply) =>
        isValid(call.metadata) ? done(error, reply) : done({ code: status.PERMISSION_DENIED }),
      ),
  ]);
  return Object.fromEntries(handlers);
}

function isValid(metadata: Metadata): boolean {
  return metadata.get('authorization')[0] === `Bearer ${TOKEN}`;
}
