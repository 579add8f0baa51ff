import { type ClientReadableStream, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { AuthServiceClient, type GenericResponse } from '../../gen/vacancies/auth_service';
import type { CreateVacancyRequest } from '../../gen/vacancies/rpc_create_vacancy';
import type { SignInUserResponse } from '../../gen/vacancies/rpc_signin_user';
import type { SignUpUserInput } from '../../gen/vacancies/rpc_signup_user';
import type { UpdateVacancyRequest } from '../../gen/vacancies/rpc_update_vacancy';
import type { User, UserResponse } from '../../gen/vacancies/user';
import { UserServiceClient } from '../../gen/vacancies/user_service';
import { type Vacancy, Vacancy_DIVISION, type VacancyResponse } from '../../gen/vacancies/vacancy';
import {
  type DeleteVacancyResponse,
  type GetVacanciesRequest,
  VacancyServiceClient,
} from '../../gen/vacancies/vacancy_service';

type Callback<Reply> = (error: ServiceError | null, reply: Reply) => void;

/** Client of the tests: the real gRPC client over a real connection, with promises. */
export class TestClient {
  readonly vacancies: VacancyServiceClient;
  readonly #auth: AuthServiceClient;
  readonly #users: UserServiceClient;
  /** Metadata that is sent with every call. */
  metadata = new Metadata();

  /** @param address `host:port` */
  constructor(address: string) {
    const plaintext = credentials.createInsecure();
    this.vacancies = new VacancyServiceClient(address, plaintext);
    this.#auth = new AuthServiceClient(address, plaintext);
    this.#users = new UserServiceClient(address, plaintext);
  }

  close(): void {
    for (const client of [this.vacancies, this.#auth, this.#users]) client.close();
  }

  /** Sends this text as `authorization` from now on. */
  authorize(authorization: string): void {
    this.metadata = new Metadata();
    this.metadata.set('authorization', authorization);
  }

  /** Signs in and sends the access token from now on. */
  async signIn(email = 'user1@example.com', password = 'password-1'): Promise<SignInUserResponse> {
    const reply = await promised<SignInUserResponse>((done) =>
      this.#auth.signInUser({ email, password }, done),
    );
    this.authorize(`Bearer ${reply.accessToken}`);
    return reply;
  }

  signUp(input: Partial<SignUpUserInput>): Promise<GenericResponse> {
    const whole = {
      name: 'New',
      email: 'new@example.com',
      password: 'new',
      passwordConfirm: 'new',
      ...input,
    };
    return promised((done) => this.#auth.signUpUser(whole, done));
  }

  verifyEmail(verificationCode: string): Promise<GenericResponse> {
    return promised((done) => this.#auth.verifyEmail({ verificationCode }, done));
  }

  async getMe(id: string): Promise<User> {
    const { user } = await promised<UserResponse>((done) =>
      this.#users.getMe({ Id: id }, this.metadata, done),
    );
    return present(user);
  }

  async create(title: string, fields: Partial<CreateVacancyRequest> = {}): Promise<Vacancy> {
    const request = {
      Title: title,
      Description: 'd',
      Division: Vacancy_DIVISION.SALES,
      Country: 'c',
      ...fields,
    };
    const { vacancy } = await promised<VacancyResponse>((done) =>
      this.vacancies.createVacancy(request, this.metadata, done),
    );
    return present(vacancy);
  }

  async get(id: string): Promise<Vacancy> {
    const { vacancy } = await promised<VacancyResponse>((done) =>
      this.vacancies.getVacancy({ Id: id }, this.metadata, done),
    );
    return present(vacancy);
  }

  async update(id: string, fields: Omit<UpdateVacancyRequest, 'Id'>): Promise<Vacancy> {
    const { vacancy } = await promised<VacancyResponse>((done) =>
      this.vacancies.updateVacancy({ Id: id, ...fields }, this.metadata, done),
    );
    return present(vacancy);
  }

  async delete(id: string): Promise<boolean> {
    const { success } = await promised<DeleteVacancyResponse>((done) =>
      this.vacancies.deleteVacancy({ Id: id }, this.metadata, done),
    );
    return success;
  }

  /** Opens a stream. The caller reads it. */
  openList(request: GetVacanciesRequest): ClientReadableStream<Vacancy> {
    return this.vacancies.getVacancies(request, this.metadata);
  }

  /** Titles of a page. */
  async list(request: GetVacanciesRequest): Promise<string[]> {
    const titles: string[] = [];
    for await (const vacancy of this.openList(request)) titles.push((vacancy as Vacancy).Title);
    return titles;
  }
}

/** Name and details of the status of a call; `OK` when there is a reply. */
export async function statusOf(call: Promise<unknown>): Promise<{ name: string; details: string }> {
  try {
    await call;
    return { name: 'OK', details: '' };
  } catch (error) {
    const { code, details } = error as ServiceError;
    return { name: status[code], details };
  }
}

function promised<Reply>(send: (done: Callback<Reply>) => unknown): Promise<Reply> {
  return new Promise((resolve, reject) => {
    send((error, reply) => (error === null ? resolve(reply) : reject(error)));
  });
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the reply is empty');
  return value;
}
