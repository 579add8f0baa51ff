import type { JourneySpec } from '../../core/spec/run-spec';
import type { LoadStep } from '../../core/spec/steps';
import type { Sweep } from '../lifecycle/sweep';
import type { Caller, Failure } from '../measure/calls';
import { accountVariable, EMAIL_AND_PASSWORD } from './account-fields';
import type { Account, AnyAccount } from './accounts';
import { secretOf } from './secrets';

/** What a virtual user has to know of its journey. A call that is not among `calls` is a script error. */
export type PlannedJourney = Pick<JourneySpec, 'schedule' | 'maxDurationMs' | 'pauseMs' | 'calls'>;

/** What set-up hands to every virtual user. Each of them decodes and keeps a copy of its own, so it holds no more than this. */
export interface RunData {
  readonly runId: string;
  /** Text that every record made by this instance carries, so that it can be found and removed. */
  readonly mark: string;
  /**
   * Tokens. Session k of an instance is used by its virtual users k mod sessions; gone when a virtual user has taken its
   * own.
   */
  sessions?: readonly string[];
  /** Sessions of the instances before this one: session k is signed in as account (firstSession + k) mod accounts. */
  readonly firstSession: number;
  readonly accounts: number;
  /** Nothing but a clean-up, of other runs. */
  readonly sweep?: Sweep;
  /** When the first session was signed in, in ms since the epoch, and how long its token lives. */
  readonly signedInAtMs: number;
  readonly tokenLifeMs: number;
  /** What one sign-in takes of the system, in ms, as far as set-up could see it; else 0. */
  readonly signInMs: number;
  /** When set-up was done, in ms since the epoch, and how long the load takes from there. */
  readonly startedAtMs: number;
  readonly loadMs: number;
  /** `PlannedJourney` of each chosen journey, as JSON: a virtual user reads only its own. */
  readonly journeys: Readonly<Record<string, string>>;
  /** Variables of the run by name, defaults included. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whether a threshold is on the number of calls itself. */
  readonly countsCalls: boolean;
  /** Names of gRPC calls by their path, where two services have a method of one name. */
  readonly fullNames?: Readonly<Record<string, string>>;
  /** Levels of the load; none when there is one level. */
  readonly steps: readonly LoadStep[];
  /** Version of the tested system by its name, as it told before the load. */
  readonly versions?: Readonly<Record<string, string>>;
  /**
   * The same as the tag of all samples. Made here, as the first regular expression of a virtual user brings k6's for them
   * all, 15 kB.
   */
  readonly system?: string;
}

/** What was planned for a journey. @throws {Error} when it was not chosen */
export function plannedJourney({ journeys }: RunData, name: string): PlannedJourney {
  const planned = journeys[name];
  if (planned === undefined) throw new Error(`journey "${name}" was not planned`);
  return JSON.parse(planned);
}

/** Whether set-up came to its end: k6 hands on what there is when a run is stopped before, and may begin an iteration with it. */
export function isSetUp(data: Partial<RunData>): boolean {
  return data.startedAtMs !== undefined;
}

/** What a sign-in gives. */
export interface SignedIn {
  readonly token: string;
  /** How long the token lives from now on, in s, where the system says it beside the token: `expires_in`. */
  readonly expiresInS?: number | undefined;
}

/** How a system signs an account in, with which fields of it. */
export interface SignInCalls<Field extends string = never> {
  /** In set-up, which opens many sessions at once. */
  concurrently(caller: Caller, account: Account<Field>): Promise<SignedIn | { refused: Failure }>;
  /** In the middle of an iteration. @returns undefined when refused */
  again(caller: Caller, account: Account<Field>): SignedIn | undefined;
  /** Header that carries the bare token; default: `authorization: Bearer …`. */
  readonly header?: string;
}

/**
 * The account that a session is signed in as. Set-up has checked that it is there; where it comes from k6's secret source,
 * it has to be looked up before.
 * @param accounts how many there are
 * @param fields of the account
 */
export function accountOf(session: number, accounts: number): Account;
export function accountOf<Field extends string>(
  session: number,
  accounts: number,
  fields: readonly Field[],
): Account<Field>;
export function accountOf(
  session: number,
  accounts: number,
  fields: readonly string[] = EMAIL_AND_PASSWORD,
): AnyAccount {
  const number = (session % accounts) + 1;
  const values = fields.map((field) => [field, secretOf(accountVariable(number, field))]);
  return { ...Object.fromEntries(values), number };
}

/** Life of a token that says nothing of it. */
export const FOREVER_MS = 1e15;
