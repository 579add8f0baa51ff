import { EMAIL_AND_PASSWORD } from './account-fields';
import { lookUpAccounts } from './secrets';
import { accountOf, type RunData, type SignInCalls } from './session';
import { TokenSession } from './token-session';

/** How a system signs an account in, and whose session a virtual user has. */
export interface SignIn extends SignInCalls {
  /** Fields that an account must have: `client_id` is `USER_1_CLIENT_ID`. */
  readonly fields: readonly string[];
  /**
   * The session of the virtual user that asks: number k mod sessions. All journeys of a user share it. The tokens of the
   * others are let go: sixty of them are a tenth of what a virtual user weighs.
   */
  sessionOf(data: RunData): TokenSession;
  /** Finds what that session is renewed with. @returns undefined when the environment holds it */
  findAccount(data: RunData): Promise<unknown> | undefined;
}

/** Fields of an account, in small letters, digits and `_`, by which a sign-in names what it needs. */
interface Fields<Field extends string> {
  readonly fields: readonly Field[];
}

/**
 * Makes a system one with accounts. A suite without holds nothing of this, in no virtual user.
 * @param calls with `fields` where an account is something else than `email` and `password`
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
