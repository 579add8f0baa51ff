import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';
import { AuthServiceService } from '../../services/gen/vacancies/auth_service';
import type { SignInUserInput, SignInUserResponse } from '../../services/gen/vacancies/rpc_signin_user';
import { VacancyServiceService } from '../../services/gen/vacancies/vacancy_service';

/** A server that implements only sign-in, for behaviour that the reference service does not have. */
export interface StandInServer {
  readonly port: number;
  /** E-mails in the order of their sign-ins; the token given out is `token-<place>`, from 1. */
  readonly signIns: string[];
  /** The `authorization` of each other call. */
  readonly authorizations: string[];
}

/** Starts such a server for one test. @param signInStatus status in the body of the OK reply to a sign-in */
export async function standInServer(signInStatus: string): Promise<StandInServer> {
  const signIns: string[] = [];
  const authorizations: string[] = [];
  const server = new Server();
  server.addService(AuthServiceService, {
    signInUser: (
      { request }: ServerUnaryCall<SignInUserInput, SignInUserResponse>,
      done: sendUnaryData<SignInUserResponse>,
    ) => {
      signIns.push(request.email);
      done(null, { status: signInStatus, accessToken: `token-${signIns.length}`, refreshToken: '' });
    },
  });
  server.addService(VacancyServiceService, {
    createVacancy: ({ metadata }: ServerUnaryCall<unknown, unknown>, done: sendUnaryData<unknown>) => {
      authorizations.push(String(metadata.get('authorization')[0]));
      done({ code: status.RESOURCE_EXHAUSTED, details: 'this server holds no vacancies' });
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  onTestFinished(() => server.forceShutdown());
  return { port, signIns, authorizations };
}
