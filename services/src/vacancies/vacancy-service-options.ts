import type { VacancyServiceService } from '../../gen/vacancies/vacancy_service';
import type { StatusName } from '../grpc/rpc-error';
import { type AccountSeed, DEMO_ACCOUNTS } from './demo-accounts';
import type { TokenKind } from './tokens';

type Definition = (typeof VacancyServiceService)[keyof typeof VacancyServiceService];

/** Short name of a VacancyService rpc, e.g. `CreateVacancy`. */
export type VacancyMethod = Definition['path'] extends `/pb.VacancyService/${infer Name}` ? Name : never;

/** Options of the reference service and of its faults. */
export interface VacancyServiceOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** On 127.0.0.1; 0 takes a free one. */
  controlPort: number;
  /** `enforce`: VacancyService and UserService need an access token. `off`: metadata is ignored. */
  auth: 'enforce' | 'off';
  /**
   * With `enforce`: whether only the account that created a record may update or delete it. Anyone may change seeded
   * records.
   */
  ownership: boolean;
  /** Delay in ms that is added to each VacancyService call before its work. */
  latencyMs: number;
  /** Share of the calls of each VacancyService method, 0 to 1, that are answered with `failStatus`; evenly spread. */
  failShare: number;
  failStatus: StatusName;
  /** Whether VacancyService calls are never answered and do nothing. */
  stall: boolean;
  /** Share of the calls of `hangMethod`, 0 to 1, that are never answered and do nothing; evenly spread. */
  hangShare: number;
  hangMethod: VacancyMethod;
  /** Share whose work is done and whose reply, or second half of a stream, is not a protobuf message. */
  malformedShare: number;
  /** Share whose work is done and whose reply, or second half of a stream, is a message of more than 4 MiB. */
  hugeShare: number;
  /** Share whose work is done and whose connection breaks before the reply, or in the middle of a stream. */
  cutShare: number;
  /** The methods that these shares and `failShare` apply to, each counted separately. Empty: all methods. */
  faultMethods: readonly VacancyMethod[];
  /** Age in ms, give or take a tenth, at which the server asks the client of a connection to open a new one. 0: never. */
  maxConnectionAgeMs: number;
  /** Number of records that are stored before the first call. */
  seedRecords: number;
  /** Accounts that exist before the first call. */
  accounts: readonly AccountSeed[];
  /** Life of an access token in ms. Tokens carry whole seconds, so the effective life is up to 1 s shorter. */
  accessTokenLifeMs: number;
  /** Claims of the tokens about their life. */
  tokenKind: TokenKind;
  /**
   * Time of each sign-in in ms, as an expensive password hash takes it. Sign-ins are processed one after the other, also
   * those whose caller no longer waits.
   */
  signInTimeMs: number;
  /** Number of sign-ins that are accepted, all accounts together. Later ones are answered with RESOURCE_EXHAUSTED. */
  signInQuota: number;
  refreshTokenLifeMs: number;
  /** Receives lines for the person at the terminal, e.g. verification codes. */
  log: (line: string) => void;
}

/**
 * Number of records that `serve` and `demo` start with: the furthest page needs them, as a listing without records measures
 * nothing.
 */
export const DEMO_RECORDS = 1_000;

/** Defaults of the options. */
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
