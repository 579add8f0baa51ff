import { sleep } from 'k6';
import * as exec from 'k6/execution';
import { type Cause, GENERATOR_CAUSES } from '../../core/names';
import type { Pause } from '../../core/spec/pause';
import type { Schedule } from '../../core/spec/schedule';
import type { LoadStep } from '../../core/spec/steps';
import type { Sweep } from '../lifecycle/sweep';
import type { Caller, Failure, Session } from '../measure/calls';
import { now } from '../measure/clock';
import * as metrics from '../measure/metrics';
import { accountVariable, EMAIL_AND_PASSWORD } from './account-fields';
import type { Account, AnyAccount } from './accounts';
import { secretOf } from './secrets';

/** What was planned for a journey. */
export interface PlannedJourney {
  readonly schedule: Schedule;
  readonly maxDurationMs: number;
  readonly pauseMs?: Pause;
  /** That the journey declares: another one is a script error. */
  readonly calls: readonly string[];
}

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
  /** When set-up was done, in ms since the epoch, and how long the load takes from there. */
  readonly startedAtMs: number;
  readonly loadMs: number;
  /** `PlannedJourney` of each chosen journey, as JSON: a virtual user reads only its own. */
  readonly journeys: Readonly<Record<string, string>>;
  /** Variables of the run by name, defaults included. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whether a limit is on the number of calls itself. */
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

/** Whether set-up came to its end: k6 hands on what there is when a run is stopped before, and may begin a pass with it. */
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
  /** In the middle of a pass. @returns undefined when refused */
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

/**
 * After a sign-in that failed, a virtual user makes no other one for so long: each call would bring one that fails as well.
 * Twice as long after each further one, as sign-ins that come too late keep a system from answering those in time.
 */
const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 60_000;

/** Causes of a system that is not there: to try costs it nothing, and it has to be found soon when it is back. */
const ABSENT: readonly Cause[] = [
  'UNAVAILABLE',
  'connection_refused',
  'connection_reset',
  'connection_failed',
  ...GENERATOR_CAUSES,
];

/** Sessions that ended together, as by a restart, are renewed over this time, for each virtual user, and in all. */
const SPREAD_PER_USER_MS = 5;
const LONGEST_SPREAD_MS = 500;

/** Life of a token that says nothing of it. */
export const FOREVER_MS = 1e15;

/** From 0 to 1, evenly spread over virtual users by the golden ratio: those that have signed in together do not do so again. */
const SPREAD = (__VU * 0.618_034) % 1;

/**
 * A session whose token goes along with each call; it is renewed by signing in again. The sign-in counts to the set-up and
 * is in no duration of the pass: neither is what the load measures.
 */
export class TokenSession implements Session {
  metadata!: Readonly<Record<string, string>>;
  renewAtMs!: number;
  /** Sign-ins in a row that failed because the system did not do them, and when the next one may be made. */
  private tooLate = 0;
  private notBeforeMs = 0;
  private refusedBy: Cause | undefined;
  /** Whose sign-in failed: an iteration makes no second one. */
  private failedFor: Caller | undefined;

  /**
   * @param account asked for only when the session has to be renewed
   * @param signedInAtMs when the token was asked for, in ms since the epoch
   * @param lifeMs how long a token lives
   */
  constructor(
    token: string,
    private readonly account: () => AnyAccount,
    private readonly signIn: SignInCalls,
    signedInAtMs = 0,
    private lifeMs = FOREVER_MS,
  ) {
    this.carry({ token }, signedInAtMs);
  }

  /** What the sign-in fails by is what the pass fails by: the call that found the session out is only its victim. */
  renew(caller: Caller): boolean {
    const askedAtMs = Date.now();
    if (askedAtMs < this.notBeforeMs || caller === this.failedFor) {
      if (this.refusedBy) caller.callFailed(this.refusedBy);
      return false;
    }
    const start = now();
    // The system has ended it before its time, and likely those of all the others too.
    if (askedAtMs < this.renewAtMs && caller.phase === 'load') awaitTurn();
    this.refusedBy = undefined;
    const stranger: Caller = {
      phase: caller.phase === 'load' ? 'setup' : caller.phase,
      session: undefined,
      pausedMs: 0,
      deadlineMs: (when) => caller.deadlineMs(when),
      callFailed: (cause) => {
        this.refusedBy = cause;
        caller.callFailed(cause);
      },
    };
    const atMs = Date.now();
    const signedIn = this.signIn.again(stranger, this.account());
    caller.pausedMs += now() - start;
    if (signedIn === undefined) {
      this.failedFor = caller;
      this.backOff(Date.now() - atMs);
      return false;
    }
    this.tooLate = 0;
    this.carry(signedIn, atMs);
    metrics.sessionsRenewed.add(1);
    return true;
  }

  /** @param takenMs what the failed sign-in took: the longer, the more of them the system has to do */
  private backOff(takenMs: number): void {
    const isAbsent = this.refusedBy !== undefined && ABSENT.includes(this.refusedBy);
    this.tooLate = isAbsent ? 0 : this.tooLate + 1;
    const backOffMs = isAbsent
      ? FIRST_BACK_OFF_MS
      : Math.min(LONGEST_BACK_OFF_MS, Math.max(FIRST_BACK_OFF_MS, 2 * takenMs) * 2 ** (this.tooLate - 1));
    this.notBeforeMs = this.renewAtMs = Date.now() + backOffMs * (0.5 + 0.5 * SPREAD);
  }

  private carry({ token, expiresInS }: SignedIn, sinceMs: number): void {
    const { header } = this.signIn;
    this.metadata = header === undefined ? { authorization: `Bearer ${token}` } : { [header]: token };
    // Some systems hand out a token that they have made before: what is left of its life differs each time.
    if (expiresInS !== undefined && expiresInS > 0) this.lifeMs = expiresInS * 1_000;
    this.renewAtMs = sinceMs + this.lifeMs * (0.7 + 0.2 * SPREAD);
  }
}

/** Waits for this virtual user's place among all whose session has ended. */
function awaitTurn(): void {
  const spreadMs = Math.min(LONGEST_SPREAD_MS, SPREAD_PER_USER_MS * exec.instance.vusInitialized);
  sleep((spreadMs * SPREAD) / 1_000);
}
