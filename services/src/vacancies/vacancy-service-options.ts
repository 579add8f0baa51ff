import type { VacancyServiceService } from '../../gen/vacancies/vacancy_service';
import type { StatusName } from '../grpc/rpc-error';
import { type AccountSeed, DEMO_ACCOUNTS } from './demo-accounts';
import type { TokenKind } from './tokens';

type Definition = (typeof VacancyServiceService)[keyof typeof VacancyServiceService];

/** Short name of a VacancyService rpc, e.g. `CreateVacancy`. */
export type VacancyMethod = Definition['path'] extends `/pb.VacancyService/${infer Name}` ? Name : never;

/** How the reference service is set up and how it misbehaves. */
export interface VacancyServiceOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** On 127.0.0.1; 0 takes a free one. */
  controlPort: number;
  /** `enforce`: VacancyService and UserService need an access token. `off`: metadata is ignored. */
  auth: 'enforce' | 'off';
  /** Under `enforce`, only the account that created a record may update or delete it. Seeded records are anyone's. */
  ownership: boolean;
  /** Added to each VacancyService call before its work. */
  latencyMs: number;
  /** Share of the calls of each VacancyService method, 0 to 1, that are answered with `failStatus`; evenly spread. */
  failShare: number;
  failStatus: StatusName;
  /** VacancyService calls are never answered and do nothing. */
  stall: boolean;
  /** Share of the calls of `hangMethod`, 0 to 1, that are never answered and do nothing; evenly spread. */
  hangShare: number;
  hangMethod: VacancyMethod;
  /** Share whose work is done and whose reply, or second half of a stream, is no protobuf message. */
  malformedShare: number;
  /** Share whose work is done and whose reply, or second half of a stream, is a message of more than 4 MiB. */
  hugeShare: number;
  /** Share whose work is done and whose connection breaks before the reply, or in the middle of a stream. */
  cutShare: number;
  /** The methods that these shares and `failShare` are of, each by itself; empty for all. */
  faultMethods: readonly VacancyMethod[];
  /** How old a connection gets, give or take a tenth, before the server asks its client to make a new one; 0: any age. */
  maxConnectionAgeMs: number;
  /** Records stored before the first call. */
  seedRecords: number;
  /** Accounts that exist before the first call. */
  accounts: readonly AccountSeed[];
  /** Tokens carry whole seconds, so the effective life is up to 1 s shorter. */
  accessTokenLifeMs: number;
  /** What tokens say of their own life. */
  tokenKind: TokenKind;
  /** Time of each sign-in, one after the other, as a dear password hash takes it; those that nobody waits for any more, too. */
  signInTimeMs: number;
  /** Sign-ins that are accepted, all accounts together; those after them are RESOURCE_EXHAUSTED. */
  signInQuota: number;
  refreshTokenLifeMs: number;
  /** Told what a person at the terminal needs to know, e.g. verification codes; a line each. */
  log: (line: string) => void;
}

/** Records that `serve` and `demo` start with: as many as the furthest page reaches, as an empty listing measures nothing. */
export const DEMO_RECORDS = 1_000;

/** What holds for every option that is not given. */
export const VACANCY_SERVICE_DEFAULTS: VacancyServiceOptions = {
  host: '127.0.0.1',
  port: 7823,
  controlPort: 0,
  auth: 'enforce',
  ownership: true,
  latencyMs: 0,
  failShare: 0,
  failStatus: 'INTERNAL',
  stall: false,
  hangShare: 0,
  hangMethod: 'CreateVacancy',
  malformedShare: 0,
  hugeShare: 0,
  cutShare: 0,
  faultMethods: [],
  maxConnectionAgeMs: 0,
  seedRecords: 0,
  accounts: DEMO_ACCOUNTS,
  accessTokenLifeMs: 15 * 60_000,
  tokenKind: 'full',
  refreshTokenLifeMs: 60 * 60_000,
  signInTimeMs: 0,
  signInQuota: Number.POSITIVE_INFINITY,
  log: () => {},
};
