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
 * Shortest wait of a virtual user after a failed sign-in: otherwise each call would cause another one that fails. The wait
 * doubles with each further failure, because sign-ins that come too late keep a system from answering others in time.
 */
const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 60_000;

/** Causes that mean that the system is absent: attempts cost it nothing, and its return must be noticed soon. */
const ABSENT: readonly Cause[] = [
  'UNAVAILABLE',
  'connection_refused',
  'connection_reset',
  'connection_failed',
  ...GENERATOR_CAUSES,
];

/**
 * Sessions that ended together, as after a restart, are renewed over a period: this long for each virtual user, and
 * `LONGEST_SPREAD_MS` at most.
 */
const SPREAD_PER_USER_MS = 5;
const LONGEST_SPREAD_MS = 500;

/**
 * A sign-in may take this much longer than the time that is left of its iteration: its token serves the next iteration, and
 * the system has done the work. It is less than the time that k6 grants an iteration at its end.
 */
const LATE_MS = 2_000;

/**
 * A number from 0 to 1, evenly spread over virtual users by the golden ratio, so that those that signed in together do not
 * do so again.
 */
const SPREAD = (__VU * 0.618_034) % 1;

/**
 * A session whose token is sent with each call. Signing in again renews it. That sign-in belongs to the phase `setup` and to
 * no duration of the iteration, because the load does not measure it.
 */
export class TokenSession implements Session {
  metadata!: Readonly<Record<string, string>>;
  renewAtMs!: number;
  /** Makes `authorization` of one request, where it is another one each time. */
  authorization: Session['authorization'];
  /**
   * Number of sign-ins in a row that failed because the system did not answer them. `notBeforeMs` is when the next one is
   * allowed.
   */
  private tooLate = 0;
  private notBeforeMs = 0;
  private refusedBy: Cause | undefined;
  /** The iteration whose sign-in failed: it makes no second one. */
  private failedFor: Caller | undefined;

  /**
   * @param account called only when the session must be renewed
   * @param signedInAtMs when the token was requested, in ms since the epoch
   * @param lifeMs how long a token lives, in ms
   * @param signInMs time that one sign-in takes in the system, in ms; 0 when it is unknown
   */
  constructor(
    token: string,
    private readonly account: () => AnyAccount,
    private readonly signIn: SignInCalls,
    signedInAtMs = 0,
    private lifeMs = FOREVER_MS,
    private readonly signInMs = 0,
  ) {
    if (signIn.forEachRequest) {
      // All virtual users share the challenge from set-up, but only one may answer it: so each one signs in by itself.
      this.metadata = {};
      this.renewAtMs = 0;
    } else this.carry({ token }, signedInAtMs);
  }

  /** When signing in again fails, the iteration fails with the cause of that failure, not with the 401 that triggered it. */
  renew(caller: Caller): boolean {
    const askedAtMs = Date.now();
    if (askedAtMs < this.notBeforeMs || caller === this.failedFor) {
      if (this.refusedBy) caller.callFailed(this.refusedBy);
      return false;
    }
    const start = now();
    // The system has ended the session early, and probably those of all other virtual users too.
    if (askedAtMs < this.renewAtMs && caller.phase === 'load') {
      if (!this.isTurn(caller, askedAtMs)) return false;
      spreadOut();
    }
    this.refusedBy = undefined;
    const stranger: Caller = {
      phase: caller.phase === 'load' ? 'setup' : caller.phase,
      session: undefined,
      trace: caller.trace,
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
   * Whether this virtual user may sign in now. When the sign-ins of all would take longer than an iteration can wait, each
   * virtual user has a turn. Only the clock decides whose turn it is, because virtual users share no state.
   */
  private isTurn({ maxDurationMs }: Caller, atMs: number): boolean {
    if (maxDurationMs === undefined || this.signInMs === 0) return true;
    const turns = signInTurns(this.signInMs * exec.instance.vusInitialized, maxDurationMs);
    return Math.floor(atMs / maxDurationMs) % turns === Math.floor(SPREAD * turns);
  }

  /** @param takenMs time that the failed sign-in took: the more of them the system has to do, the longer */
  private backOff(takenMs: number): void {
    const isAbsent = this.refusedBy !== undefined && ABSENT.includes(this.refusedBy);
    this.tooLate = isAbsent ? 0 : this.tooLate + 1;
    const backOffMs = isAbsent
      ? FIRST_BACK_OFF_MS
      : Math.min(LONGEST_BACK_OFF_MS, Math.max(FIRST_BACK_OFF_MS, 2 * takenMs) * 2 ** (this.tooLate - 1));
    this.notBeforeMs = this.renewAtMs = Date.now() + backOffMs * (0.5 + 0.5 * SPREAD);
  }

  private carry({ token, expiresInS }: SignedIn, sinceMs: number): void {
    const { header, forEachRequest } = this.signIn;
    this.authorization = forEachRequest?.(token, this.account());
    if (forEachRequest) this.metadata = {};
    else this.metadata = header === undefined ? { authorization: `Bearer ${token}` } : { [header]: token };
    // Some systems return a token that they made earlier, so the rest of its life differs each time.
    if (expiresInS !== undefined && expiresInS > 0) this.lifeMs = expiresInS * 1_000;
    this.renewAtMs = sinceMs + this.lifeMs * (0.7 + 0.2 * SPREAD);
  }
}

/** Waits until it is this virtual user's turn to sign in again. */
function spreadOut(): void {
  const spreadMs = Math.min(LONGEST_SPREAD_MS, SPREAD_PER_USER_MS * exec.instance.vusInitialized);
  sleep((spreadMs * SPREAD) / 1_000);
}
