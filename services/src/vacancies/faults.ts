import type { EventEmitter } from 'node:events';
import { evenShare } from '../even-share';
import { RawReply } from '../grpc/raw-reply';
import { RpcError } from '../grpc/rpc-error';
import type { VacancyMethod, VacancyServiceOptions } from './vacancy-service-options';

/** A call as far as misbehaving needs it. */
type CancellableCall = EventEmitter & { readonly cancelled: boolean };

/** What goes wrong with calls. */
export interface Faults {
  /**
   * Before the work of a call is done.
   * @returns when the call may go on: after the latency, or never
   * @throws {RpcError} when the call is one of those that fail
   */
  before(method: VacancyMethod, call: CancellableCall): Promise<void>;
  /** What is sent in place of a reply, or of the second half of a stream; undefined: nothing else. */
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

/** A field that is longer than the rest of the message. */
const MALFORMED = new RawReply(Buffer.from([0x0a, 0x7f, 0x01]));

/** What gRPC clients take at most unless they are told otherwise. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Sets up the faults. Each method has its own counts, so that each misbehaves in its exact share. */
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

/** Any message, as it would be with a field more that nobody knows, of so many bytes. */
function unknownField(bytes: number): RawReply {
  const FIELD_15_OF_BYTES = 0x7a;
  const head = [FIELD_15_OF_BYTES];
  let rest = bytes;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) head.push((rest % 0x80) + 0x80);
  head.push(rest);
  return new RawReply(Buffer.concat([Buffer.from(head), Buffer.alloc(bytes, 'x')]));
}

/** Nothing refers to this promise, so it is collected together with the call that waits for it. */
export function never(): Promise<never> {
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
