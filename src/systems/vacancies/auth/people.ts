import type { Tokens } from '../../../../packages/loadline/src/k6/auth/forged-tokens';
import { accountOf, TokenSession } from '../../../../packages/loadline/src/k6/auth/session';
import { type Caller, PassEnded } from '../../../../packages/loadline/src/k6/measure/calls';
import { mismatch } from '../../../../packages/loadline/src/k6/measure/expect';
import type { Pass } from '../../../../packages/loadline/src/k6/user/journey';
import type { AuthService } from '../../../gen/json/vacancies/auth_service';
import { server, signIn } from '../api';

/** The account that makes the records, and another one. */
const OWNER = 0;
const OTHER = 1;

const signInUser = server.service<AuthService>('pb.AuthService').unary('SignInUser');

/** The owner of the records: calls with a valid token, and has the tokens that the forged ones are made of. */
export interface Owner extends Caller {
  readonly tokens: Tokens;
  readonly signedInAtMs: number;
}

/** Signs the owner in. @throws {PassEnded} when refused */
export function signInOwner(pass: Pass): Owner {
  const tokens = tokensOf(pass, OWNER);
  if (!tokens) throw new PassEnded('wrong_reply');
  const session = new TokenSession(tokens.access, () => accountOf(OWNER, OWNER + 1), signIn);
  return {
    phase: pass.phase,
    session,
    pausedMs: 0,
    deadlineMs: (atMs) => pass.deadlineMs(atMs),
    callFailed: (cause) => pass.callFailed(cause),
    tokens,
    signedInAtMs: Date.now(),
  };
}

/** The access token of another account; undefined when there is none, or it may not sign in. */
export function tokenOfOther(pass: Pass): string | undefined {
  const [owner, other] = [accountOf(OWNER, OTHER + 1), accountOf(OTHER, OTHER + 1)];
  if (other.email === '' || other.email.toLowerCase() === owner.email.toLowerCase()) return undefined;
  return tokensOf(pass, OTHER)?.access;
}

function tokensOf(pass: Pass, index: number): Tokens | undefined {
  const { email, password } = accountOf(index, OTHER + 1);
  const stranger: Caller = {
    phase: pass.phase,
    session: undefined,
    pausedMs: 0,
    deadlineMs: (atMs) => pass.deadlineMs(atMs),
    callFailed: (cause) => pass.callFailed(cause),
  };
  const reply = signInUser(stranger, { email, password }, ({ status }) =>
    mismatch({ status: 'success' }, { status }),
  );
  return reply && { access: reply.accessToken, refresh: reply.refreshToken };
}
