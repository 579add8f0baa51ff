import type { EventEmitter } from 'node:events';
import { evenShare } from '../even-share';
import { RawReply } from '../grpc/raw-reply';
import { RpcError } from '../grpc/rpc-error';
import type { VacancyMethod, VacancyServiceOptions } from './vacancy-service-options';

/** The parts of a call that the faults use. */
type CancellableCall = EventEmitter & { readonly cancelled: boolean };

/** Faults of the calls. */
export interface Faults {
  /**
   * Delays or fails a call before its work.
   * @returns when the call may go on: after the latency, or never
   * @throws {RpcError} when the call has to fail
   */
  before(method: VacancyMethod, call: CancellableCall): Promise<void>;
  /** What to send instead of a reply, or instead of the second half of a stream. Undefined: the reply itself. */
  after(method: VacancyMethod): RawReply | 'cut' | undefined;
}

type FaultOptions = Pick<
  VacancyServiceOptions,
  | 'latencyMs'
  | 'failShare'
  | 'failStatus'
  | 'stall'
  | 'hangShare'
  | 'hangMethod'
  | 'malformedShare'
  | 'hugeShare'
  | 'cutShare'
  | 'faultMethods'
>;

/** A message with a field whose length exceeds the rest of the message. */
const MALFORMED = new RawReply(Buffer.from([0x0a, 0x7f, 0x01]));

/** Largest message that gRPC clients accept by default, in bytes. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Makes the faults. Each method counts separately, so that each has them in its exact share. */
export function makeFaults(options: FaultOptions): Faults {
  const { faultMethods } = options;
  const hangs = evenShare(options.hangShare);
  const fails = perMethod(options.failShare, faultMethods);
  const malformed = perMethod(options.malformedShare, faultMethods);
  const huge = perMethod(options.hugeShare, faultMethods);
  const cuts = perMethod(options.cutShare, faultMethods);
  let hugeReply: RawReply | undefined;
  return {
    before: async (method, call) => {
      if (options.stall || (method === options.hangMethod && hangs())) return never();
      if (options.latencyMs > 0) await wait(options.latencyMs, call);
      if (fails(method)) throw new RpcError(options.failStatus, 'injected failure');
    },
    after: (method) => {
      if (malformed(method)) return MALFORMED;
      if (huge(method)) {
        hugeReply ??= unknownField(MOST_BYTES);
        return hugeReply;
      }
      return cuts(method) ? 'cut' : undefined;
    },
  };
}

/** Picks an exact share of the calls of each method of `methods`; of all methods when that is empty. */
function perMethod(share: number, methods: readonly VacancyMethod[]): (method: VacancyMethod) => boolean {
  const picks = new Map<VacancyMethod, () => boolean>();
  return (method) => {
    if (share === 0 || (methods.length > 0 && !methods.includes(method))) return false;
    const picked = picks.get(method) ?? evenShare(share);
    picks.set(method, picked);
    return picked();
  };
}

/** Bytes that are any message with one unknown field of the given length. */
function unknownField(bytes: number): RawReply {
  const FIELD_15_OF_BYTES = 0x7a;
  const head = [FIELD_15_OF_BYTES];
  let rest = bytes;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) head.push((rest % 0x80) + 0x80);
  head.push(rest);
  return new RawReply(Buffer.concat([Buffer.from(head), Buffer.alloc(bytes, 'x')]));
}

/** A promise that never resolves. Nothing refers to it, so it is garbage-collected together with the call that waits for it. */
export function never(): Promise<never> {
  return new Promise(() => {});
}

/**
 * Waits for the latency. A call that is cancelled meanwhile does not go on, so that it neither does useless work nor keeps a
 * timer.
 */
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
