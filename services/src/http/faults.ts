import { setTimeout as wait } from 'node:timers/promises';
import { evenShare } from '../even-share';
import { type HttpReply, Refusal, text } from './exchange';

/** How an HTTP service misbehaves. Shares are 0 to 1 of the calls of each route, evenly spread. */
export interface HttpFaultOptions {
  /** Added to each call before its work. */
  latencyMs: number;
  /** Share answered with `failStatus` without doing their work. */
  failShare: number;
  /** HTTP status of the calls that fail. */
  failStatus: number;
  /** `Retry-After` of the calls that fail, in whole seconds; undefined: none. */
  retryAfterS: number | undefined;
  /** Share never answered; they do nothing. */
  hangShare: number;
  /** No call is ever answered. */
  stall: boolean;
  /** Share that do their work and are answered with 200 and a body that is neither JSON nor protobuf. */
  malformedShare: number;
  /** Share that do their work and whose connection breaks after half of the body. */
  cutShare: number;
  /** The routes that misbehave, e.g. `POST /requests`; empty for all. */
  faultRoutes: readonly string[];
}

/** A service that behaves. */
export const NO_HTTP_FAULTS: HttpFaultOptions = {
  latencyMs: 0,
  failShare: 0,
  failStatus: 500,
  retryAfterS: undefined,
  hangShare: 0,
  stall: false,
  malformedShare: 0,
  cutShare: 0,
  faultRoutes: [],
};

/** A reply as it goes out. */
export interface OutgoingReply {
  readonly reply: HttpReply;
  /** Only half of the body is sent, then the connection breaks. */
  readonly cut: boolean;
}

/** What goes wrong with the calls of one route. */
export interface RouteFaults {
  /**
   * @param closed ends the waiting
   * @returns when the call may go on: after the latency, or never
   * @throws {Refusal} when the call is one of those that fail
   */
  before(closed: AbortSignal): Promise<void>;
  /** What is sent in place of the reply; mostly the reply itself. */
  after(reply: HttpReply): OutgoingReply;
}

/** To JSON an object without an end; to protobuf a field that is longer than the rest of the message. */
const BROKEN_BODY = Buffer.from('{"broken');

const GOOD: RouteFaults = { before: async () => {}, after: (reply) => ({ reply, cut: false }) };

/** Sets up the faults of a route. Each route has its own counts, so that each fails in its exact share. */
export function routeFaults(options: HttpFaultOptions, route: string): RouteFaults {
  if (options.faultRoutes.length > 0 && !options.faultRoutes.includes(route)) return GOOD;
  const hangs = evenShare(options.hangShare);
  const fails = evenShare(options.failShare);
  const malformed = evenShare(options.malformedShare);
  const cuts = evenShare(options.cutShare);
  return {
    before: async (closed) => {
      if (options.stall || hangs()) await never();
      if (options.latencyMs > 0) await wait(options.latencyMs, undefined, { signal: closed });
      if (fails()) throw new Refusal(failure(options));
    },
    after: (reply) => {
      const sent = malformed() ? { ...reply, status: 200, body: BROKEN_BODY } : reply;
      return { reply: sent, cut: cuts() };
    },
  };
}

function failure({ failStatus, retryAfterS }: HttpFaultOptions): HttpReply {
  const reply = text(failStatus, 'injected failure', 'text/plain');
  if (retryAfterS === undefined) return reply;
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfterS) } };
}

/** Nothing refers to this promise, so it is collected together with the call that waits for it. */
function never(): Promise<never> {
  return new Promise(() => {});
}
