import { type HttpHandler, type HttpReply, json, jsonObject } from '../http/exchange';
import type { HttpRoutes } from '../http/router';
import type { Accounts } from './accounts';
import type { FractalServiceOptions } from './fractal-service-options';
import { rateLimit } from './rate-limit';
import type { Tokens } from './tokens';
import { requireMatch, textOf } from './user-match';

/** What the calls work with. */
export interface AccountParts {
  accounts: Accounts;
  tokens: Tokens;
  options: Pick<FractalServiceOptions, 'adminUsername' | 'adminPassword' | 'rateLimit'>;
}

/** The calls about accounts and tokens. Those on `/account/` share one rate limit. */
export function accountRoutes(parts: AccountParts): HttpRoutes {
  const { tokens, options } = parts;
  const accountLimit = rateLimit(options.rateLimit);
  const tokenLimit = rateLimit(options.rateLimit);
  return {
    'POST /account/register': accountLimit(register(parts)),
    'POST /account/login': accountLimit(login(parts)),
    'POST /account/verify': accountLimit(verify(parts)),
    'POST /account/lookup': accountLimit(({ body }) => {
      const exists = parts.accounts.find(textOf(jsonObject(body)?.username)) !== undefined;
      return json(200, { exists, status: 200 });
    }),
    'POST /account/delete': accountLimit(deleteAccount(parts)),
    'POST /token/refresh': tokenLimit(async (request) => {
      const username = await tokens.userOf(request, 'refresh');
      return json(200, { status: 200, username, ...(await tokens.issue(username)) });
    }),
    'POST /admin/login': async ({ body }) => {
      const { username, password } = jsonObject(body) ?? {};
      const isAdmin = username === options.adminUsername && password === options.adminPassword;
      return isAdmin ? json(200, await tokens.issue(options.adminUsername)) : json(401, {});
    },
  };
}

function register({ accounts, tokens, options }: AccountParts): HttpHandler {
  return async ({ body }): Promise<HttpReply> => {
    const sent = jsonObject(body) ?? {};
    const { username, password, name } = sent;
    const areTexts = [username, password, name].every((value) => typeof value === 'string' && value !== '');
    // Else a registered user could have the administrator's token.
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
      return json(400, {
        status: 400,
        verification_token: null,
        access_token: null,
        refresh_token: null,
        created_timestamp: null,
      });
    }
    return json(200, {
      status: 200,
      verification_token: account.verificationToken,
      ...(await tokens.issue(account.username)),
      created_timestamp: account.createdAtS,
    });
  };
}

function login({ accounts, tokens }: AccountParts): HttpHandler {
  return async ({ body }): Promise<HttpReply> => {
    const { username, password } = jsonObject(body) ?? {};
    const account = accounts.find(textOf(username));
    if (account === undefined || account.password !== password) {
      return json(200, {
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
    return json(200, {
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

function verify({ accounts }: AccountParts): HttpHandler {
  return ({ body }) => {
    const { username, token } = jsonObject(body) ?? {};
    const account = accounts.find(textOf(username));
    const verified = account !== undefined && account.verificationToken === token;
    const status = verified ? 200 : 401;
    return json(status, { status, verified });
  };
}

function deleteAccount({ accounts, tokens, options }: AccountParts): HttpHandler {
  return async (request) => {
    const identity = await tokens.userOf(request);
    const username = requireMatch(jsonObject(request.body)?.username, identity, options.adminUsername);
    if (!accounts.delete(username))
      return json(400, { status: 400, error: `User ${username} does not exist` });
    return json(200, { status: 200, error: null });
  };
}
