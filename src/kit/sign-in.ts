import { lookUpAccounts } from './secrets';
import { accountOf, type RunData, type SignInCalls, TokenSession } from './session';

/** How a system signs an account in, and whose session a virtual user has. */
export interface SignIn extends SignInCalls {
  /**
   * The session of the virtual user that asks: number k mod sessions. All journeys of a user share it. The tokens of the
   * others are let go: sixty of them are a tenth of what a virtual user weighs.
   */
  sessionOf(data: RunData): TokenSession;
  /** Finds what that session is renewed with. @returns undefined when the environment holds it */
  findAccount(data: RunData): Promise<unknown> | undefined;
}

/** Makes a system one with accounts. A suite without holds nothing of this, in no virtual user. */
export function defineSignIn(calls: SignInCalls): SignIn {
  let session: TokenSession | undefined;
  return {
    ...calls,
    sessionOf(data) {
      if (session) return session;
      const { sessions = [], firstSession, accounts, signedInAtMs, tokenLifeMs } = data;
      const index = (__VU - 1) % sessions.length;
      const account = () => accountOf(firstSession + index, accounts);
      session = new TokenSession(sessions[index] ?? '', account, calls, signedInAtMs, tokenLifeMs);
      delete data.sessions;
      return session;
    },
    findAccount({ sessions = [], firstSession, accounts }) {
      return lookUpAccounts([((firstSession + ((__VU - 1) % sessions.length)) % accounts) + 1]);
    },
  };
}
