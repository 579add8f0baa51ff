import { type Account, type Caller, defineSignIn, type Env, mismatch, setting } from 'loadline';
import { GrpcServer, type GrpcTarget, type ReplyOf } from 'loadline/grpc';
import type { AuthService } from '../../gen/json/vacancies/auth_service';
import type { VacancyService } from '../../gen/json/vacancies/vacancy_service';

const DEFAULT_HOST = 'localhost';
const DEFAULT_PORT = 7823;

/** The server, and this virtual user's connection to it. */
export const server = new GrpcServer('./vacancies.protoset', vacancyService);
const auth = server.service<AuthService>('pb.AuthService');
const vacancies = server.service<VacancyService>('pb.VacancyService');

/** Reads the address of the service: `SERVICE_HOST`, `SERVICE_PORT`, `TLS`. @returns the address as a text for people */
export function readAddress(env: Env): string {
  const address = env.address('SERVICE_HOST', 'SERVICE_PORT', DEFAULT_HOST, DEFAULT_PORT);
  return `${address}${env.flag('TLS') ? ' (TLS)' : ''}`;
}

function vacancyService(): GrpcTarget {
  return { address: `${setting('SERVICE_HOST')}:${setting('SERVICE_PORT')}`, tls: setting('TLS') === '1' };
}

/** Creates a vacancy. A failure ends the iteration, which cannot continue without the vacancy. */
export const createVacancy = vacancies.unary('CreateVacancy', { endsJourney: true });

/** Changes the given fields. The reply is discarded: reading the record back shows whether the change worked. */
export const updateVacancy = vacancies.unary('UpdateVacancy', { discardReply: true });

/** Reads one vacancy. */
export const getVacancy = vacancies.unary('GetVacancy');

/** Reads a page of vacancies, newest first, to the end of the stream. @returns the number of messages */
export const listVacancies = vacancies.stream('GetVacancies');

const removeVacancy = vacancies.unary('DeleteVacancy');
const SUCCESS = { success: true };
const saysSuccess = (reply: ReplyOf<VacancyService, 'DeleteVacancy'>) => mismatch(SUCCESS, reply);

/** Deletes one vacancy. A reply without `success` is a failure. @returns whether the vacancy is gone */
export function deleteVacancy(caller: Caller, id: string): boolean {
  return removeVacancy(caller, { Id: id }, saysSuccess) !== undefined;
}

const signInConcurrently = auth.unaryAsync('SignInUser');
const signInAgain = auth.unary('SignInUser');
const isSignedIn = (reply: ReplyOf<AuthService, 'SignInUser'>) => mismatch({ status: 'success' }, reply);

/** Signs in with e-mail and password. Any status except `success` is a refusal. */
export const signIn = defineSignIn({
  async concurrently(caller: Caller, { email, password }: Account) {
    const answer = await signInConcurrently(caller, { email, password }, isSignedIn);
    return 'reply' in answer ? { token: answer.reply.accessToken } : { refused: answer };
  },
  again(caller: Caller, { email, password }: Account) {
    const reply = signInAgain(caller, { email, password }, isSignedIn);
    return reply && { token: reply.accessToken };
  },
});
