import { setTimeout as wait } from 'node:timers/promises';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { evenShare } from '../even-share';
import type { ServiceContext } from './service-app';

/** Faults of an HTTP service. Shares are 0 to 1 of the calls of each route, evenly spread. */
export interface HttpFaultOptions {
  /** Delay in ms that is added to each call before its work. */
  latencyMs: number;
  /** Share that is answered with `failStatus` and whose work is not done. */
  failShare: number;
  /** HTTP status of the calls that fail. */
  failStatus: number;
  /** `Retry-After` of the calls that fail, in whole seconds. Undefined: the header is not sent. */
  retryAfterS: number | undefined;
  /** Share that is never answered and whose work is not done. */
  hangShare: number;
  /** No call is ever answered. */
  stall: boolean;
  /** Share whose work is done and that is answered with 200 and a body that is neither JSON nor protobuf. */
  malformedShare: number;
  /** Share whose work is done and whose connection breaks after half of the body. */
  cutShare: number;
  /** The routes that have these faults, e.g. `POST /requests`. Empty: all routes. */
  faultRoutes: readonly string[];
}

/** A service without faults. */
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

/** Faults of the calls of one route. Call each method once per call. */
export interface RouteFaults {
  /**
   * Delays or fails a call before its work.
   * @returns undefined when the call may go on, after the latency, or never; a reply when the call has to fail
   */
  before(call: ServiceContext): Promise<Response | undefined>;
  /** Whether to send a body that is neither JSON nor protobuf. */
  isMalformed(): boolean;
  /** Whether to break the connection in the middle of the reply. */
  isCut(): boolean;
}

/** Makes the faults of a route. Each route counts separately, so that each fails in its exact share. */
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

/** A promise that never resolves. Nothing refers to it, so it is garbage-collected together with the call that waits for it. */
function never(): Promise<never> {
  return new Promise(() => {});
}
