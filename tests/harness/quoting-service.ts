import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';
import { AuthServiceService } from '../../services/gen/vacancies/auth_service';
import type { SignInUserInput } from '../../services/gen/vacancies/rpc_signin_user';
import { VacancyServiceService } from '../../services/gen/vacancies/vacancy_service';
import { SPELLINGS } from './hostile-server';

/**
 * Starts a service that fails every call and quotes the secrets it received in its errors. For one test.
 * @param signsIn whether sign-ins succeed
 */
export async function quotingService({ signsIn }: { signsIn: boolean }): Promise<{ port: number }> {
  const server = new Server();
  server.addService(AuthServiceService, {
    signInUser: (call: ServerUnaryCall<SignInUserInput, unknown>, done: sendUnaryData<object>) => {
      const { email, password } = call.request;
      if (signsIn) done(null, { status: 'success', accessToken: jwt(email), refreshToken: jwt('refresh') });
      else
        done({
          code: status.PERMISSION_DENIED,
          details: `${email} has no password "${password}"${spelled(password)}`,
        });
    },
  });
  const refuse = ({ metadata }: ServerUnaryCall<unknown, unknown>, done: sendUnaryData<object>) => {
    done({ code: status.INTERNAL, details: `cannot read "${metadata.get('authorization')[0]}"` });
  };
  server.addService(VacancyServiceService, { createVacancy: refuse });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  onTestFinished(() => server.forceShutdown());
  return { port };
}

/** The secret in each encoding. */
function spelled(secret: string): string {
  return Object.values(SPELLINGS)
    .map((spell) => ` ${spell(secret)}`)
    .join('');
}

function jwt(sub: string): string {
  const parts = [{ alg: 'RS256' }, { sub }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `${parts.join('.')}.c2lnbmF0dXJl`;
}
