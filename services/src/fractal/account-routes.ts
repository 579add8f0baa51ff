import { type Handler, Hono } from 'hono';
import { jsonObject } from '../http/bodies';
import type { ServiceEnv, ServiceRoutes } from '../http/service-app';
import type { Accounts } from './accounts';
import type { FractalServiceOptions } from './fractal-service-options';
import { rateLimit } from './rate-limit';
import type { Tokens } from './tokens';
import { requireMatch, textOf } from './user-match';

/** The parts that the routes use. */
export interface AccountParts {
  accounts: Accounts;
  tokens: Tokens;
  options: Pick<FractalServiceOptions, 'adminUsername' | 'adminPassword' | 'rateLimit'>;
}

/** Routes of accounts and tokens. Those on `/account/` share one rate limit. */
export function accountRoutes(parts: AccountParts): ServiceRoutes {
  const { tokens, options } = parts;
  const accountLimit = rateLimit(options.rateLimit);
  const tokenLimit = rateLimit(options.rateLimit);
  return new Hono<ServiceEnv>()
    .post('/account/register', accountLimit, register(parts))
    .post('/account/login', accountLimit, login(parts))
    .post('/account/verify', accountLimit, verify(parts))
    .post('/account/lookup', accountLimit, (c) => {
      const exists = parts.accounts.find(textOf(jsonObject(c.get('body'))?.username)) !== undefined;
      return c.json({ exists, status: 200 });
    })
    .post('/account/delete', accountLimit, deleteAccount(parts))
    .post('/token/refresh', tokenLimit, async (c) => {
      const username = await tokens.userOf(c, 'refresh');
      return c.json({ status: 200, username, ...(await tokens.issue(username)) });
    })
    .post('/admin/login', async (c) => {
      const { username, password } = jsonObject(c.get('body')) ?? {};
      const isAdmin = username === options.adminUsername && password === options.adminPassword;
      return isAdmin ? c.json(await tokens.issue(options.adminUsername)) : c.json({}, 401);
    });
}

function register({ accounts, tokens, options }: AccountParts): Handler<ServiceEnv> {
  return async (c) => {
    const sent = jsonObject(c.get('body')) ?? {};
    const { username, password, name } = sent;
    const areTexts = [username, password, name].every((value) => typeof value === 'string' && value !== '');
    // Otherwise a user registered under the administrator's name would get the administrator's token.
    const account =
      areTexts && username !== options.adminUsername
        ? accounts.register({
            username: textOf(username),
            password: textOf(password),
            name: textOf(name),
            encryptedConfigToken: textOf(sent.encrypted_config_token),
          })
        : undefined;
    if (account === undefined) {
      return c.json(
        {
          status: 400,
          verification_token: null,
          access_token: null,
          refresh_token: null,
          created_timestamp: null,
        },
        400,
      );
    }
    return c.json({
      status: 200,
      verification_token: account.verificationToken,
      ...(await tokens.issue(account.username)),
      created_timestamp: account.createdAtS,
    });
  };
}

function login({ accounts, tokens }: AccountParts): Handler<ServiceEnv> {
  return async (c) => {
    const { username, password } = jsonObject(c.get('body')) ?? {};
    const account = accounts.find(textOf(username));
    if (account === undefined || account.password !== password) {
      return c.json({
        verified: false,
        is_user: false,
        access_token: null,
        refresh_token: null,
        verification_token: null,
        encrypted_config_token: null,
        name: null,
        created_timestamp: null,
      });
    }
    return c.json({
      verified: true,
      is_user: true,
      ...(await tokens.issue(account.username)),
      verification_token: account.verificationToken,
      encrypted_config_token: account.encryptedConfigToken,
      name: account.name,
      created_timestamp: account.createdAtS,
    });
  };
}

function verify({ accounts }: AccountParts): Handler<ServiceEnv> {
  return (c) => {
    const { username, token } = jsonObject(c.get('body')) ?? {};
    const account = accounts.find(textOf(username));
    const verified = account !== undefined && account.verificationToken === token;
    const status = verified ? 200 : 401;
    return c.json({ status, verified }, status);
  };
}

function deleteAccount({ accounts, tokens, options }: AccountParts): Handler<ServiceEnv> {
  return async (c) => {
    const identity = await tokens.userOf(c);
    const username = requireMatch(c, jsonObject(c.get('body'))?.username, identity, options.adminUsername);
    if (!accounts.delete(username))
      return c.json({ status: 400, error: `User ${username} does not exist` }, 400);
    return c.json({ status: 200, error: null });
  };
}
