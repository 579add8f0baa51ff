import { EMAIL_AND_PASSWORD } from './account-fields';
import { lookUpAccounts } from './secrets';
import { accountOf, type RunData, type SignInCalls } from './session';
import { TokenSession } from './token-session';

/** How an account signs in to a system, and which session a virtual user has. */
export interface SignIn extends SignInCalls {
  /** Fields that an account must have: `client_id` is `USER_1_CLIENT_ID`. */
  readonly fields: readonly string[];
  /**
   * Returns the session of the current virtual user: number k mod sessions. All journeys of a user share it. The tokens of
   * the other sessions are dropped: sixty of them are a tenth of the memory of a virtual user.
   */
  sessionOf(data: RunData): TokenSession;
  /** Looks up the account with which that session is renewed. @returns undefined when the environment contains it */
  findAccount(data: RunData): Promise<unknown> | undefined;
}

/** Fields of an account that a sign-in needs, named in lower-case letters, digits and `_`. */
interface Fields<Field extends string> {
  readonly fields: readonly Field[];
}

/**
 * Defines how accounts sign in to a system. A suite without accounts contains no code of this.
 * @param calls with `fields` when an account has other fields than `email` and `password`
 */
export function defineSignIn<const Field extends string>(calls: SignInCalls<Field> & Fields<Field>): SignIn;
export function defineSignIn(calls: SignInCalls<(typeof EMAIL_AND_PASSWORD)[number]>): SignIn;
export function defineSignIn(calls: SignInCalls & Partial<Fields<string>>): SignIn {
  const { fields = EMAIL_AND_PASSWORD } = calls;
  let session: TokenSession | undefined;
  return {
    ...calls,
    fields,
    sessionOf(data) {
      if (session) return session;
      const { sessions = [], firstSession, accounts, signedInAtMs, tokenLifeMs, signInMs } = data;
      const index = (__VU - 1) % sessions.length;
      const account = () => accountOf(firstSession + index, accounts, fields);
      const token = sessions[index] ?? '';
      session = new TokenSession(token, account, calls, signedInAtMs, tokenLifeMs, signInMs);
      delete data.sessions;
      return session;
    },
    findAccount({ sessions = [], firstSession, accounts }) {
      const number = ((firstSession + ((__VU - 1) % sessions.length)) % accounts) + 1;
      return lookUpAccounts([{ number }], fields);
    },
  };
}
