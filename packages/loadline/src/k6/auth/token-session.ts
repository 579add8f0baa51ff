import { sleep } from 'k6';
import * as exec from 'k6/execution';
import { type Cause, GENERATOR_CAUSES } from '../../core/names';
import type { Caller, Session } from '../measure/calls';
import { now } from '../measure/clock';
import * as metrics from '../measure/metrics';
import type { AnyAccount } from './accounts';
import { FOREVER_MS, type SignedIn, type SignInCalls } from './session';
import { signInTurns } from './sign-in-turns';

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

/**
 * An answer that comes so much later than its iteration had time is still waited for: its token serves the next iteration,
 * and the system has done the work. Less than what k6 leaves an iteration beyond its time.
 */
const LATE_MS = 2_000;

/** From 0 to 1, evenly spread over virtual users by the golden ratio: those that have signed in together do not do so again. */
const SPREAD = (__VU * 0.618_034) % 1;

/**
 * A session whose token goes along with each call; it is renewed by signing in again. The sign-in counts to the set-up and
 * is in no duration of the iteration: neither is what the load measures.
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
   * @param signInMs what one sign-in takes of the system; 0 when that is not known
   */
  constructor(
    token: string,
    private readonly account: () => AnyAccount,
    private readonly signIn: SignInCalls,
    signedInAtMs = 0,
    private lifeMs = FOREVER_MS,
    private readonly signInMs = 0,
  ) {
    this.carry({ token }, signedInAtMs);
  }

  /** What the sign-in fails by is what the iteration fails by: the call that found the session out is only its victim. */
  renew(caller: Caller): boolean {
    const askedAtMs = Date.now();
    if (askedAtMs < this.notBeforeMs || caller === this.failedFor) {
      if (this.refusedBy) caller.callFailed(this.refusedBy);
      return false;
    }
    const start = now();
    // The system has ended it before its time, and likely those of all the others too.
    if (askedAtMs < this.renewAtMs && caller.phase === 'load') {
      if (!this.isTurn(caller, askedAtMs)) return false;
      spreadOut();
    }
    this.refusedBy = undefined;
    const stranger: Caller = {
      phase: caller.phase === 'load' ? 'setup' : caller.phase,
      session: undefined,
      pausedMs: 0,
      deadlineMs: (when, ownMs) =>
        caller.leftMs
          ? Math.min(caller.leftMs(when) + LATE_MS, ownMs ?? Number.POSITIVE_INFINITY)
          : caller.deadlineMs(when, ownMs),
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

  /**
   * Whether this virtual user may sign in now. Where the sign-ins of all would need longer than an iteration can wait for
   * one, each has its turn, told by the clock alone: virtual users share nothing.
   */
  private isTurn({ maxDurationMs }: Caller, atMs: number): boolean {
    if (maxDurationMs === undefined || this.signInMs === 0) return true;
    const turns = signInTurns(this.signInMs * exec.instance.vusInitialized, maxDurationMs);
    return Math.floor(atMs / maxDurationMs) % turns === Math.floor(SPREAD * turns);
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
function spreadOut(): void {
  const spreadMs = Math.min(LONGEST_SPREAD_MS, SPREAD_PER_USER_MS * exec.instance.vusInitialized);
  sleep((spreadMs * SPREAD) / 1_000);
}
