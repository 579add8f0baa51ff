import { setTimeout as wait } from 'node:timers/promises';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { evenShare } from '../even-share';
import type { ServiceContext } from './service-app';

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

/** What goes wrong with the calls of one route. Each of them is asked once per call. */
export interface RouteFaults {
  /**
   * @returns when the call may go on: after the latency, or never; a reply when the call is one of those that fail
   */
  before(call: ServiceContext): Promise<Response | undefined>;
  /** Whether the reply is no message. */
  isMalformed(): boolean;
  /** Whether the reply ends in the middle. */
  isCut(): boolean;
}

/** Sets up the faults of a route. Each route has its own counts, so that each fails in its exact share. */
export function routeFaults(options: HttpFaultOptions, route: string): RouteFaults | undefined {
  if (options.faultRoutes.length > 0 && !options.faultRoutes.includes(route)) return undefined;
  const hangs = evenShare(options.hangShare);
  const fails = evenShare(options.failShare);
  return {
    before: async (call) => {
      if (options.stall || hangs()) await never();
      const { signal } = call.req.raw;
      if (options.latencyMs > 0) await wait(options.latencyMs, undefined, { signal });
      return fails() ? failure(call, options) : undefined;
    },
    isMalformed: evenShare(options.malformedShare),
    isCut: evenShare(options.cutShare),
  };
}

function failure(call: ServiceContext, { failStatus, retryAfterS }: HttpFaultOptions): Response {
  if (retryAfterS !== undefined) call.header('retry-after', String(retryAfterS));
  return call.text('injected failure', failStatus as ContentfulStatusCode);
}

/** Nothing refers to this promise, so it is collected together with the call that waits for it. */
function never(): Promise<never> {
  return new Promise(() => {});
}
