import { asyncRequest, request as httpRequest, type Response } from 'k6/http';
import type { AnyAccount } from '../auth/accounts';
import { DigestAnswers, digestChallenge } from '../auth/digest';
import type { SignedIn } from '../auth/session';
import { defineSignIn, type SignIn } from '../auth/sign-in';
import { type Caller, CallRecorder, type Failure, nameCall, timeLeft } from '../measure/calls';
import { now } from '../measure/clock';
import { transportCause } from './causes';
import type { HttpServer } from './server';

/**
 * Makes a sign-in by Digest authentication (RFC 7616). Each virtual user asks for a challenge of its own, by a call of the
 * set-up that expects a 401, and each of its calls carries an answer to it. When the server wants a new one (`stale`), the
 * virtual user asks for it, and repeats the call.
 *
 * k6's own `auth: 'digest'` sends each request twice, knows only MD5, and fails on a realm with a blank; this one does not.
 * Calls that follow `redirects` are refused after the first one, because an answer is valid for one path.
 * @param server all its calls carry the answers
 * @param options `route`: a path that answers a request without credentials with a 401; `user`: field of the account that is
 * the user name, such as `username`; default: `email`
 */
export function digestSignIn(
  server: HttpServer,
  { route, user = 'email' }: { readonly route: string; readonly user?: string },
): SignIn {
  const call = `GET ${route}`;
  nameCall({ call, protocol: 'http', isStream: false, route });
  const recorder = new CallRecorder(call);
  const params = (caller: Caller) => ({
    headers: { ...server.headers?.() },
    redirects: 0,
    tags: { name: call },
    timeout: timeLeft(caller, now(), undefined),
    responseType: 'none' as const,
  });
  const url = () => `${server.baseUrl()}${route}`;
  const judge = (caller: Caller, response: Response, durationMs: number): SignedIn | Failure => {
    const challenge = response.headers['Www-Authenticate'] ?? '';
    const failure = failureOf(response, challenge);
    recorder.record(caller, durationMs, failure);
    return failure ?? { token: challenge };
  };
  return defineSignIn({
    fields: [user, 'password'],
    async concurrently(caller) {
      const start = now();
      const response = await asyncRequest('GET', url(), null, params(caller));
      const result = judge(caller, response, now() - start);
      return 'token' in result ? result : { refused: result };
    },
    again(caller) {
      const start = now();
      const response = httpRequest('GET', url(), null, params(caller));
      const result = judge(caller, response, now() - start);
      if ('token' in result) return result;
      caller.callFailed(result.cause);
      return undefined;
    },
    forEachRequest(challenge, account) {
      const { password = '', [user]: name = '' } = account as AnyAccount & Record<string, string | undefined>;
      const answers = new DigestAnswers(digestChallenge(challenge) ?? {}, name, password);
      return (method, address) => answers.header(method, pathOf(address));
    },
  });
}

function failureOf({ status, error, error_code }: Response, challenge: string): Failure | undefined {
  if (status !== 401) {
    const broken = error_code === 0 || status > 0 ? undefined : transportCause(error_code, error, status);
    if (broken) return { cause: broken, detail: error };
    return { cause: 'wrong_reply', detail: `status: expected 401 with a Digest challenge, got ${status}` };
  }
  if (digestChallenge(challenge)) return undefined;
  const detail = `www-authenticate: expected Digest with MD5, SHA-256 or SHA-512-256 and qop=auth, got ${challenge.slice(0, 100)}`;
  return { cause: 'wrong_reply', detail };
}

/** Path and query of a URL, as in the request line. */
function pathOf(url: string): string {
  const host = url.indexOf('//') + 2;
  const path = url.indexOf('/', host);
  return path < 0 ? '/' : url.slice(path);
}
