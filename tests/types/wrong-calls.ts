/** Code that the compiler has to reject. `@ts-expect-error` is an error itself when the line below it compiles. */

import { defineSignIn, type Iteration } from 'loadline';
import { GrpcServer } from 'loadline/grpc';
import type { UserService } from '../../src/gen/json/vacancies/user_service';
import type { VacancyService } from '../../src/gen/json/vacancies/vacancy_service';

const server = new GrpcServer('./vacancies.protoset', () => ({ address: '127.0.0.1:1', tls: false }));
const vacancies = server.service<VacancyService>('pb.VacancyService');
const users = server.service<UserService>('pb.UserService');

const createVacancy = vacancies.unary('CreateVacancy');
const updateVacancy = vacancies.unary('UpdateVacancy');
const listVacancies = vacancies.stream('GetVacancies');
const getMe = users.unary('GetMe');

const draft = { Title: 't', Description: 'd', Division: 'SALES', Country: 'c' } as const;

/** Methods. */
export const methods = [
  // @ts-expect-error no such method
  () => vacancies.unary('CreateVacancies'),
  // @ts-expect-error a method of another service
  () => vacancies.unary('GetMe'),
  // @ts-expect-error answers with a stream
  () => vacancies.unary('GetVacancies'),
  // @ts-expect-error answers with one reply
  () => vacancies.stream('GetVacancy'),
];

/** Sign-ins. */
export const signIns = [
  defineSignIn({
    fields: ['client_id', 'client_secret'],
    concurrently: async (_caller, account) => ({ token: account.client_id + account.client_secret }),
    // @ts-expect-error the account has no such field
    again: (_caller, account) => ({ token: account.password }),
  }),
  defineSignIn({
    concurrently: async (_caller, account) => ({ token: account.email + account.password }),
    // @ts-expect-error the default fields are email and password
    again: (_caller, account) => ({ token: account.username }),
  }),
];

/** Requests. */
export function requests(iteration: Iteration): void {
  createVacancy(iteration, draft);
  // @ts-expect-error the field is written with a capital
  createVacancy(iteration, { ...draft, title: 't' });
  // @ts-expect-error no such enum value
  createVacancy(iteration, { ...draft, Division: 'SALE' });
  // @ts-expect-error an enum value is its name, not its number
  createVacancy(iteration, { ...draft, Division: 2 });
  // Every field is optional: k6 sends a missing one as its zero value.
  createVacancy(iteration, { Title: 't' });
  updateVacancy(iteration, { Id: '1', Views: 5 });
  // @ts-expect-error a 32-bit integer is a number, not a text
  updateVacancy(iteration, { Id: '1', Views: '5' });
  // @ts-expect-error a request of another method
  getMe(iteration, draft);
}

/** Replies. */
export async function replies(iteration: Iteration): Promise<unknown[]> {
  const reply = createVacancy(iteration, draft);
  return [
    reply?.vacancy?.Id,
    // @ts-expect-error the call may have failed
    reply.vacancy,
    // @ts-expect-error no such field in the reply
    reply?.vacancy?.id,
    // @ts-expect-error a time is text in JSON
    reply?.vacancy?.createdAt?.getTime(),
    await listVacancies(iteration, { page: '1', limit: '1' }, ({ Title }) => Title.length),
    // @ts-expect-error no such field in the messages of the stream
    await listVacancies(iteration, { page: '1', limit: '1' }, ({ title }) => title),
  ];
}
