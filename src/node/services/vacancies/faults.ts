import type { EventEmitter } from 'node:events';
import { evenShare } from '../even-share';
import { RpcError } from '../grpc/rpc-error';
import type { VacancyMethod, VacancyServiceOptions } from './vacancy-service-options';

/** A call as far as misbehaving needs it. */
type CancellableCall = EventEmitter & { readonly cancelled: boolean };

/**
 * What goes wrong with a call before its work is done.
 * @returns when the call may go on: after the latency, or never
 * @throws {RpcError} when the call is one of those that fail
 */
export type Faults = (method: VacancyMethod, call: CancellableCall) => Promise<void>;

type FaultOptions = Pick<
  VacancyServiceOptions,
  'latencyMs' | 'failShare' | 'failStatus' | 'stall' | 'hangShare' | 'hangMethod'
>;

/** Sets up the faults. Each method has its own count, so that each fails in its exact share. */
export function makeFaults(options: FaultOptions): Faults {
  const hangs = evenShare(options.hangShare);
  const fails = new Map<VacancyMethod, () => boolean>();
  return async (method, call) => {
    if (options.stall || (method === options.hangMethod && hangs())) return never();
    if (options.latencyMs > 0) await wait(options.latencyMs, call);
    const failsNow = fails.get(method) ?? evenShare(options.failShare);
    fails.set(method, failsNow);
    if (failsNow()) throw new RpcError(options.failStatus, 'injected failure');
  };
}

/** Nothing refers to this promise, so it is collected together with the call that waits for it. */
function never(): Promise<never> {
  return new Promise(() => {});
}

/** A call that is cancelled meanwhile does not go on, so that it neither works in vain nor keeps a timer. */
function wait(latencyMs: number, call: CancellableCall): Promise<void> {
  return new Promise((resolve) => {
    if (call.cancelled) return;
    const giveUp = () => clearTimeout(timer);
    const timer = setTimeout(() => {
      call.off('cancelled', giveUp);
      resolve();
    }, latencyMs);
    call.once('cancelled', giveUp);
  });
}
