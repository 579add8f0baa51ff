import type { JobCause } from '../../core/names';
import type { JourneySpec } from '../../core/spec/run-spec';
import type { LoadStep } from '../../core/spec/steps';
import type { Lead } from '../../core/spec/warm-up';
import type { Sweep } from '../lifecycle/sweep';
import type { Caller, Failure } from '../measure/calls';
import { accountVariable, EMAIL_AND_PASSWORD } from './account-fields';
import type { Account, AnyAccount } from './accounts';
import { secretOf } from './secrets';

/**
 * The part of a journey's spec that a virtual user needs, and the causes that the journey declares. A call that is not among
 * `calls` is a script error, and so is a cause that is not among `causes`.
 */
export type PlannedJourney = Pick<JourneySpec, 'schedule' | 'maxDurationMs' | 'pauseMs' | 'calls'> & {
  readonly causes?: readonly JobCause[];
  /** Arrivals before the load, in which an iteration does nothing. */
  readonly lead?: Lead;
};

/** Data that set-up hands to every virtual user. Each one decodes and keeps its own copy, so it contains only what is needed. */
export interface RunData {
  readonly runId: string;
  /** Text that every record of this instance carries, so that clean-up can find it and remove it. */
  readonly mark: string;
  /**
   * Tokens of the sessions. The virtual user with index k uses session k mod sessions. Absent after a virtual user has taken
   * its own.
   */
  sessions?: readonly string[];
  /** Number of sessions of the instances before this one: session k is signed in as account (firstSession + k) mod accounts. */
  readonly firstSession: number;
  readonly accounts: number;
  /** Set when this run only cleans up after other runs. */
  readonly sweep?: Sweep;
  /** When the first session signed in, in ms since the epoch. `tokenLifeMs` is how long its token lives. */
  readonly signedInAtMs: number;
  readonly tokenLifeMs: number;
  /** Time that one sign-in takes in the system, in ms, as far as set-up could measure it; else 0. */
  readonly signInMs: number;
  /** When set-up ended, in ms since the epoch. `loadMs` is the length of the load from there. */
  readonly startedAtMs: number;
  readonly loadMs: number;
  /** The `PlannedJourney` of each chosen journey as JSON: a virtual user parses only its own. */
  readonly journeys: Readonly<Record<string, string>>;
  /** Variables of the run by name, defaults included. */
  readonly settings: Readonly<Record<string, string>>;
  /** Set when a fault is injected into the load: the system may then still execute calls whose connections broke. */
  readonly hasFault?: true;
  /** Whether a threshold bounds the rate of calls. */
  readonly countsCalls: boolean;
  /** Iterations per million whose calls carry the sampled flag. Absent: no call carries a traceparent. */
  readonly tracedPerMillion?: number;
  /** Names of gRPC calls by path. Present when two services have a method of the same name. */
  readonly fullNames?: Readonly<Record<string, string>>;
  /** Levels of the load. Empty when there is only one. */
  readonly steps: readonly LoadStep[];
  /** Versions of the tested system by name, as it reported them before the load. */
  readonly versions?: Readonly<Record<string, string>>;
  /**
   * The versions as a tag of all samples. Set-up makes it, because a virtual user's first regular expression costs it 15 kB
   * for k6's copies of them all.
   */
  readonly system?: string;
}

/** Returns the plan of a journey. @throws {Error} when the journey was not chosen */
export function plannedJourney({ journeys }: RunData, name: string): PlannedJourney {
  const planned = journeys[name];
  if (planned === undefined) throw new Error(`journey "${name}" was not planned`);
  return JSON.parse(planned);
}

/**
 * Whether set-up came to its end. When a run is stopped before, k6 passes on incomplete data and may still begin an
 * iteration with it.
 */
export function isSetUp(data: Partial<RunData>): boolean {
  return data.startedAtMs !== undefined;
}

/** The result of a sign-in. */
export interface SignedIn {
  readonly token: string;
  /** How long the token lives from now on, in s, when the system reports it with the token: `expires_in`. */
  readonly expiresInS?: number | undefined;
}

/** How an account signs in to a system. */
export interface SignInCalls<Field extends string = never> {
  /** Signs in without blocking, for set-up, which opens many sessions at once. */
  concurrently(caller: Caller, account: Account<Field>): Promise<SignedIn | { refused: Failure }>;
  /** Signs in during an iteration. @returns undefined when refused */
  again(caller: Caller, account: Account<Field>): SignedIn | undefined;
  /** Header that carries the token without a prefix; default: `authorization: Bearer …`. */
  readonly header?: string;
  /**
   * For a sign-in over HTTP whose `authorization` is another one in each request: makes it of the token, method and URL. Each
   * virtual user then signs in by itself, before its first iteration.
   */
  forEachRequest?(token: string, account: Account<Field>): (method: string, url: string) => string;
}

/**
 * Returns the account of a session. Set-up has checked that it exists. When it comes from k6's secret source, it must have
 * been looked up before.
 * @param accounts number of accounts
 * @param fields fields of the account
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

/** Life in ms of a token that does not say how long it lives. */
export const FOREVER_MS = 1e15;
