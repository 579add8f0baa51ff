import type { Handler } from 'hono';
import { jsonObject } from '../http/bodies';
import type { ServiceContext, ServiceEnv } from '../http/service-app';
import { type BackEnd, PATIENCE_MS } from './back-end';
import type { ChaterServiceOptions } from './chater-service-options';
import type { Tokens } from './tokens';

const PROVIDERS = ['google', 'apple'];

/** Life of an issued token: 26,280 h. */
const TOKEN_LIFE_MS = 94_608_000_000;

/** `POST /eater_auth`: accepts one made-up identity and refuses every other one. */
export function authRoute(
  tokens: Tokens,
  answered: BackEnd,
  { acceptedIdToken }: Pick<ChaterServiceOptions, 'acceptedIdToken'>,
): Handler<ServiceEnv> {
  return async (c) => {
    const body = jsonObject(c.get('body')) ?? {};
    const provider = textOf(body.provider);
    const idToken = textOf(body.idToken);
    const email = textOf(body.email);
    if (provider === '' || idToken === '' || email === '') {
      return refused(c, 400, 'invalid_request', 'provider, idToken and email are required');
    }
    if (!PROVIDERS.includes(provider)) {
      return refused(c, 400, 'invalid_provider', 'provider must be google or apple');
    }
    if (!(await answered(c, PATIENCE_MS.usual))) {
      return refused(c, 500, 'timeout', 'Authentication timed out');
    }
    if (idToken !== acceptedIdToken) return refused(c, 401, 'invalid_token', 'The identity token is invalid');
    const name = textOf(body.name);
    const picture = textOf(body.profilePictureURL);
    return c.json({
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

function refused(c: ServiceContext, status: 400 | 401 | 500, error: string, message: string): Response {
  return c.json({ error, message }, status);
}
