import type { Handler, MiddlewareHandler } from 'hono';
import { evenShare } from '../even-share';
import { bareText } from '../http/bodies';
import { refusal, type ServiceContext, type ServiceEnv } from '../http/service-app';
import type { ChaterServiceOptions } from './chater-service-options';
import { dayOf } from './days';
import { AccessError, type Tokens } from './tokens';

/** Handler of a call whose user is known. */
export type UserHandler = (call: ServiceContext, email: string) => Response | Promise<Response>;

/** Wraps handlers with the checks that come before their work. */
export interface Guard {
  /** The call needs a token. */
  user(handler: UserHandler): Handler<ServiceEnv>;
  /** The call needs a token and counts against the user's daily limit, even when it then fails. */
  limited(handler: UserHandler): Handler<ServiceEnv>;
}

/** Makes the guard that decides which calls are accepted. */
export function makeGuard(
  tokens: Tokens,
  options: Pick<ChaterServiceOptions, 'auth' | 'testUserEmail' | 'dailyLimit' | 'exemptEmail'>,
): Guard {
  const limit = new DailyLimit(options.dailyLimit);
  const emailOf = async (c: ServiceContext): Promise<string> => {
    if (options.auth === 'off') return options.testUserEmail;
    return tokens.emailOf(c.req.header('authorization')).catch((error: unknown) => {
      throw error instanceof AccessError ? refusal(c.json({ message: error.message }, 401)) : error;
    });
  };
  return {
    user: (handler) => async (c) => handler(c, await emailOf(c)),
    limited: (handler) => async (c) => {
      const email = await emailOf(c);
      if (email !== options.exemptEmail && !limit.take(email)) {
        return c.json({ error: `Daily request limit of ${options.dailyLimit} reached` }, 400);
      }
      return handler(c, email);
    },
  };
}

/** Counts calls per e-mail and UTC day. */
class DailyLimit {
  readonly #used = new Map<string, number>();
  #day = 0;

  constructor(private readonly perDay: number) {}

  /** Counts one call. @returns false when the limit of the day is used up */
  take(email: string): boolean {
    const today = dayOf(Date.now());
    if (today !== this.#day) this.#used.clear();
    this.#day = today;
    const used = this.#used.get(email) ?? 0;
    if (used >= this.perDay) return false;
    this.#used.set(email, used + 1);
    return true;
  }
}

/** `success = true`, the only field of a message. */
const SUCCESS = Buffer.from([0x08, 0x01]);

/** The faults that only this system has. Each route has them in its exact share. */
export function ownFaults({
  failedTextShare,
  emptySuccessShare,
}: Pick<ChaterServiceOptions, 'failedTextShare' | 'emptySuccessShare'>): MiddlewareHandler<ServiceEnv> {
  const failing = perRoute(failedTextShare);
  const emptied = perRoute(emptySuccessShare);
  return async (c, next) => {
    const route = c.get('route');
    if (route === undefined) return next();
    if (failing(route)) return bareText(c, 'Failed');
    await next();
    if (emptySuccessShare === 0 || c.res.status !== 200) return undefined;
    const isSuccess = SUCCESS.equals(Buffer.from(await c.res.clone().arrayBuffer()));
    if (isSuccess && emptied(route)) c.res = new Response(Buffer.alloc(0), c.res);
    return undefined;
  };
}

function perRoute(share: number): (route: string) => boolean {
  const picks = new Map<string, () => boolean>();
  return (route) => {
    const picked = picks.get(route) ?? evenShare(share);
    picks.set(route, picked);
    return picked();
  };
}
