import { evenShare } from '../even-share';
import { type HttpHandler, type HttpReply, type HttpRequest, json, Refusal, text } from '../http/exchange';
import type { HttpRoutes } from '../http/router';
import type { ChaterServiceOptions } from './chater-service-options';
import { dayOf } from './days';
import { AccessError, type Tokens } from './tokens';

/** Does the work of a call whose user is known. */
export type UserHandler = (request: HttpRequest, email: string) => HttpReply | Promise<HttpReply>;

/** What stands between a call and its work. */
export interface Guard {
  /** The call needs a token. */
  user(handler: UserHandler): HttpHandler;
  /** The call needs a token and counts against the user's daily limit, even when it then fails. */
  limited(handler: UserHandler): HttpHandler;
}

/** Sets up who may call what. */
export function makeGuard(
  tokens: Tokens,
  options: Pick<ChaterServiceOptions, 'auth' | 'testUserEmail' | 'dailyLimit' | 'exemptEmail'>,
): Guard {
  const limit = new DailyLimit(options.dailyLimit);
  const emailOf = async (request: HttpRequest): Promise<string> => {
    if (options.auth === 'off') return options.testUserEmail;
    return tokens.emailOf(request.headers.authorization).catch((error: unknown) => {
      throw error instanceof AccessError ? new Refusal(json(401, { message: error.message })) : error;
    });
  };
  return {
    user: (handler) => async (request) => handler(request, await emailOf(request)),
    limited: (handler) => async (request) => {
      const email = await emailOf(request);
      if (email !== options.exemptEmail && !limit.take(email)) {
        return json(400, { error: `Daily request limit of ${options.dailyLimit} reached` });
      }
      return handler(request, email);
    },
  };
}

/** Counts per e-mail and UTC day. */
class DailyLimit {
  readonly #used = new Map<string, number>();
  #day = 0;

  constructor(private readonly perDay: number) {}

  /** @returns false when the day's share is used up */
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

/** The routes with the faults that only this system has. */
export function withOwnFaults(
  routes: HttpRoutes,
  options: Pick<ChaterServiceOptions, 'failedTextShare' | 'emptySuccessShare'>,
): HttpRoutes {
  const wrapped = Object.entries(routes).map(([name, handler]): [string, HttpHandler] => {
    const failsNow = evenShare(options.failedTextShare);
    const emptyNow = evenShare(options.emptySuccessShare);
    return [
      name,
      async (request) => {
        if (failsNow()) return text(200, 'Failed');
        const reply = await handler(request);
        const isSuccess = reply.status === 200 && reply.body.equals(SUCCESS);
        return isSuccess && emptyNow() ? { ...reply, body: Buffer.alloc(0) } : reply;
      },
    ];
  });
  return Object.fromEntries(wrapped);
}
