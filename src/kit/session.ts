import type { Schedule } from '../load/schedule';
import type { LoadStep } from '../load/steps';
import type { Account } from './accounts';
import type { Caller, Session } from './calls';
import { metrics } from './metrics';

/** What set-up hands to every virtual user. Each of them decodes and keeps a copy of its own, so it holds no more than this. */
export interface RunData {
  readonly runId: string;
  /**
   * Tokens. Session k is signed in as account k mod accounts, and used by the virtual users k mod sessions; gone when a
   * virtual user has taken its own.
   */
  sessions?: readonly string[];
  readonly accounts: number;
  /** When the sessions were open, in ms since the epoch, and how long the load takes from there. */
  readonly startedAtMs: number;
  readonly loadMs: number;
  /** What was planned for each chosen journey. */
  readonly journeys: Readonly<
    Record<string, { readonly schedule: Schedule; readonly maxDurationMs: number }>
  >;
  /** Variables of the run by name, defaults included. */
  readonly settings: Readonly<Record<string, string>>;
  /** Levels of the load; none when there is one level. */
  readonly steps: readonly LoadStep[];
}

/** How a system signs an account in. */
export interface SignIn {
  /** In set-up, which opens many sessions at once. */
  concurrently(caller: Caller, account: Account): Promise<{ token: string } | { refused: string }>;
  /** In the middle of a pass. @returns the token, undefined when refused */
  again(caller: Caller, account: Account): string | undefined;
}

/**
 * The account that a session is signed in as. Set-up has checked that its variables are there.
 * @param accounts how many there are
 */
export function accountOf(session: number, accounts: number): Account {
  const number = (session % accounts) + 1;
  const email = __ENV[`USER_${number}_EMAIL`] ?? '';
  return { number, email, password: __ENV[`USER_${number}_PASSWORD`] ?? '' };
}

/** A session whose token goes along as `authorization: Bearer …`; it is renewed by signing in again. */
export class BearerSession implements Session {
  metadata: Readonly<Record<string, string>>;

  /** @param account asked for only when the session has to be renewed */
  constructor(
    token: string,
    private readonly account: () => Account,
    private readonly signIn: SignIn,
  ) {
    this.metadata = bearer(token);
  }

  renew(caller: Caller): boolean {
    const { phase } = caller;
    const stranger: Caller = {
      phase,
      session: undefined,
      deadlineMs: (atMs) => caller.deadlineMs(atMs),
      callFailed: () => {},
    };
    const token = this.signIn.again(stranger, this.account());
    if (token === undefined) return false;
    this.metadata = bearer(token);
    metrics.sessionsRenewed.add(1);
    return true;
  }
}

function bearer(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}
