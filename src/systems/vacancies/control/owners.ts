import { accountOf, PhaseCaller, type RunData, TokenSession } from 'loadline';
import { signIn } from '../api';

/**
 * A caller for each account that the run signed in with: a service with ownership lets only the account that created a
 * record remove it.
 */
export function owners({ sessions = [], firstSession, accounts }: RunData): PhaseCaller[] {
  return sessions.slice(0, accounts).map((token, index) => {
    const session = new TokenSession(token, () => accountOf(firstSession + index, accounts), signIn);
    return new PhaseCaller('teardown', session);
  });
}
