import { setTimeout as delay } from 'node:timers/promises';
import type { AuthServiceServer } from '../../gen/vacancies/auth_service';
import { answerUnary } from '../grpc/answer';
import { RpcError } from '../grpc/rpc-error';
import type { Accounts } from './accounts';
import type { Tokens } from './tokens';
import type { VacancyServiceOptions } from './vacancy-service-options';

/**
 * AuthService: sign-up, e-mail verification, sign-in. It needs no token.
 * @param options `log` receives each verification code, instead of a mail
 */
export function authHandlers(
  accounts: Accounts,
  tokens: Tokens,
  { signInTimeMs, signInQuota, log }: Pick<VacancyServiceOptions, 'signInTimeMs' | 'signInQuota' | 'log'>,
): AuthServiceServer {
  let signIns = 0;
  let before: Promise<unknown> = Promise.resolve();
  return {
    signUpUser: answerUnary(async ({ request }) => {
      const email = request.email.toLowerCase();
      const code = await accounts.signUp(request);
      log(`verification code of ${email}: ${code}`);
      return { status: 'success', message: `We sent an email with a verification code to ${email}` };
    }),
    signInUser: answerUnary(async ({ request }) => {
      if (signInTimeMs > 0) {
        before = before.then(() => delay(signInTimeMs));
        await before;
      }
      const userId = await accounts.signIn(request.email, request.password);
      signIns += 1;
      if (signIns > signInQuota) throw new RpcError('RESOURCE_EXHAUSTED', 'too many sign-ins');
      return { status: 'success', ...(await tokens.issue(userId)) };
    }),
    verifyEmail: answerUnary(async ({ request }) => {
      accounts.verify(request.verificationCode);
      return { status: 'success', message: 'Email verified successfully' };
    }),
  };
}
