import { type HttpHandler, type HttpReply, json, jsonObject } from '../http/exchange';
import { type BackEnd, PATIENCE_MS } from './back-end';
import type { ChaterServiceOptions } from './chater-service-options';
import type { Tokens } from './tokens';

const PROVIDERS = ['google', 'apple'];

/** 26280 h. */
const TOKEN_LIFE_MS = 94_608_000_000;

/** `POST /eater_auth`: one made-up identity is known, every other one is refused. */
export function authRoute(
  tokens: Tokens,
  answered: BackEnd,
  { acceptedIdToken }: Pick<ChaterServiceOptions, 'acceptedIdToken'>,
): HttpHandler {
  return async (request) => {
    const body = jsonObject(request.body) ?? {};
    const provider = textOf(body.provider);
    const idToken = textOf(body.idToken);
    const email = textOf(body.email);
    if (provider === '' || idToken === '' || email === '') {
      return refused(400, 'invalid_request', 'provider, idToken and email are required');
    }
    if (!PROVIDERS.includes(provider)) {
      return refused(400, 'invalid_provider', 'provider must be google or apple');
    }
    if (!(await answered(request, PATIENCE_MS.usual))) {
      return refused(500, 'timeout', 'Authentication timed out');
    }
    if (idToken !== acceptedIdToken) return refused(401, 'invalid_token', 'The identity token is invalid');
    const name = textOf(body.name);
    const picture = textOf(body.profilePictureURL);
    return json(200, {
      token: await tokens.issue({ email, name, picture }, TOKEN_LIFE_MS),
      expiresIn: TOKEN_LIFE_MS / 1000,
      userEmail: email,
      userName: name,
      profilePictureURL: picture,
    });
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function refused(status: number, error: string, message: string): HttpReply {
  return json(status, { error, message });
}
