import {
  accountOf,
  type Caller,
  type Iteration,
  IterationEnded,
  mismatch,
  TokenSession,
  type Tokens,
} from 'loadline';
import type { AuthService } from '../../../gen/json/vacancies/auth_service';
import { server, signIn } from '../api';

/** Indexes of the account that creates the records, and of another account. */
const OWNER = 0;
const OTHER = 1;

const signInUser = server.service<AuthService>('pb.AuthService').unary('SignInUser');

/** The owner of the records: makes calls with a valid token, and holds the tokens from which the forged ones are made. */
export interface Owner extends Caller {
  readonly tokens: Tokens;
  readonly signedInAtMs: number;
}

/** Signs the owner in. @throws {IterationEnded} when the sign-in is refused */
export function signInOwner(iteration: Iteration): Owner {
  const tokens = tokensOf(iteration, OWNER);
  if (!tokens) throw new IterationEnded('wrong_reply');
  const session = new TokenSession(tokens.access, () => accountOf(OWNER, OWNER + 1), signIn);
  return {
    phase: iteration.phase,
    session,
    pausedMs: 0,
    deadlineMs: (atMs, ownMs) => iteration.deadlineMs(atMs, ownMs),
    callFailed: (cause) => iteration.callFailed(cause),
    tokens,
    signedInAtMs: Date.now(),
  };
}

/** The access token of another account. Undefined when there is none, or its sign-in is refused. */
export function tokenOfOther(iteration: Iteration): string | undefined {
  const [owner, other] = [accountOf(OWNER, OTHER + 1), accountOf(OTHER, OTHER + 1)];
  if (other.email === '' || other.email.toLowerCase() === owner.email.toLowerCase()) return undefined;
  return tokensOf(iteration, OTHER)?.access;
}

function tokensOf(iteration: Iteration, index: number): Tokens | undefined {
  const { email, password } = accountOf(index, OTHER + 1);
  const stranger: Caller = {
    phase: iteration.phase,
    session: undefined,
    pausedMs: 0,
    deadlineMs: (atMs, ownMs) => iteration.deadlineMs(atMs, ownMs),
    callFailed: (cause) => iteration.callFailed(cause),
  };
  const reply = signInUser(stranger, { email, password }, ({ status }) =>
    mismatch({ status: 'success' }, { status }),
  );
  return reply && { access: reply.accessToken, refresh: reply.refreshToken };
}
