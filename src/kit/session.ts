import type { Schedule } from '../load/schedule';
import type { LoadStep } from '../load/steps';
import type { Account } from './accounts';
import { type Caller, PhaseCaller, type Session } from './calls';
import { metrics } from './metrics';

/** What set-up hands to every virtual user. Each of them decodes and keeps a copy of its own, so it holds no more than this. */
export interface RunData {
  readonly runId: string;
  /** Tokens. Session k is signed in as account k mod accounts, and used by the virtual users k mod sessions. */
  readonly sessions: readonly string[];
  readonly startedAtMs: number;
  /** By journey. */
  readonly schedules: Readonly<Record<string, Schedule>>;
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

const SIGN_INS_AT_ONCE = 20;

/**
 * Signs in round-robin over the accounts until there are `count` sessions.
 * @returns their tokens, in order
 * @throws {Error} naming the account and the server's words, when any sign-in is refused
 */
export async function openSessions(
  count: number,
  accounts: readonly Account[],
  signIn: SignIn,
): Promise<string[]> {
  const caller = new PhaseCaller('setup', undefined);
  const tokens: string[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next++;
      const account = accountOf(index, accounts);
      const answer = await signIn.concurrently(caller, account);
      if ('refused' in answer) {
        next = count;
        const { number, email } = account;
        throw new Error(
          `account ${number} (${email}) could not sign in: ${answer.refused}. Check USER_${number}_EMAIL, USER_${number}_PASSWORD and the address`,
        );
      }
      tokens[index] = answer.token;
    }
  };
  await Promise.all(Array.from({ length: Math.min(SIGN_INS_AT_ONCE, count) }, worker));
  return tokens;
}

/** The account that a session is signed in as. */
export function accountOf(session: number, accounts: readonly Account[]): Account {
  const account = accounts[session % accounts.length];
  if (!account) throw new Error('there are no accounts to sign in with');
  return account;
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
