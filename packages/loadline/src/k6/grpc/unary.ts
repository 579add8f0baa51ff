import type { Response } from 'k6/net/grpc';
import { GRPC_STATUS, type GrpcStatus } from '../../core/names';
import {
  type Caller,
  CallRecorder,
  type Failure,
  grpcCallName,
  IterationEnded,
  isRenewed,
  timeLeft,
} from '../measure/calls';
import { now } from '../measure/clock';
import { type CallDeadline, ownDeadlineMs } from '../measure/deadline';
import { isTracing, trace } from '../measure/trace';
import { callCause } from './causes';
import type { GrpcServer } from './server';

/** What a call may set apart from its request. */
export interface CallOptions {
  /** Statuses that count as success; default: OK only. */
  readonly expect?: readonly GrpcStatus[];
  /** The reply is not needed: k6 does not decode it, and it comes back empty. */
  readonly discardReply?: boolean;
  /** A failure ends the iteration. */
  readonly endsJourney?: boolean;
  /** The longest a call may take; default: `5s`. What is left of the iteration bounds it in any case. */
  readonly deadline?: CallDeadline;
}

/** The same of a call that does not block. */
export type AsyncOptions = Pick<CallOptions, 'deadline'>;

/** What a server sends beside its reply, by names in lower case. */
export interface GotMetadata {
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly trailers: Readonly<Record<string, readonly string[]>>;
}

/** Says what is wrong with an OK reply, in at most 200 characters; undefined when nothing is. */
export type Check<Reply> = (reply: Reply, got: GotMetadata) => string | undefined;

/** Goes along with one call: texts, and bytes under names that end in `-bin`. */
export type Metadata = Readonly<Record<string, string | Uint8Array>>;

/** What came back, in full: for callers that tell their user what the server said. */
export type Answer<Reply> = { readonly reply: Reply } | Failure;

/** What k6's own parameters of a call are; it reads each key there is, so there are no others. */
interface Params {
  metadata?: object;
  timeout: number;
  discardResponseMessage?: true;
}

/** One rpc with one reply: times it, records it, names the cause of its failure. */
export class UnaryRpc<Request extends object, Reply> {
  private readonly path: string;
  private readonly recorder: CallRecorder;
  /** Reused from call to call: building it anew showed in the CPU per call. */
  private readonly params: Params = { timeout: 0 };
  /** Of the last attempt; a result of its own for each would be one more object for each call. */
  private failure: Failure | undefined;
  /** Of an attempt that a new session may repair, and that is not recorded yet. */
  private durationMs = 0;
  private readonly ownMs: number | undefined;

  constructor(
    private readonly server: GrpcServer,
    service: string,
    method: string,
    private readonly options: CallOptions,
  ) {
    this.path = `${service}/${method}`;
    this.recorder = new CallRecorder(grpcCallName(this.path, method));
    if (options.discardReply) this.params.discardResponseMessage = true;
    this.ownMs = ownDeadlineMs(options);
  }

  /**
   * Calls, and once more with a new session when the server no longer takes the old one.
   * @returns undefined when the call failed
   * @throws {IterationEnded} when the iteration is out of time, or the call failed and `endsJourney` is set
   */
  call(caller: Caller, request: Request, check?: Check<Reply>, metadata?: Metadata): Reply | undefined {
    let reply = this.attempt(caller, request, check, metadata, caller.session !== undefined);
    if (this.failure === undefined) return reply;
    if (this.failure.cause === 'UNAUTHENTICATED' && caller.session) {
      const { failure, durationMs } = this;
      const isRepeated = isRenewed(caller);
      if (isRepeated) {
        reply = this.attempt(caller, request, check, metadata, false);
        if (this.failure === undefined) return reply;
      }
      if (!isRepeated || this.failure.cause === 'UNAUTHENTICATED')
        this.recorder.record(caller, durationMs, failure);
    }
    const { cause } = this.failure;
    caller.callFailed(cause);
    if (this.options.endsJourney) throw new IterationEnded(cause);
    return undefined;
  }

  /** Calls once without blocking the virtual user. Nothing else may use this object until it is done. */
  async answer(
    caller: Caller,
    request: Request,
    check?: Check<Reply>,
    metadata?: Metadata,
  ): Promise<Answer<Reply>> {
    if (!this.connect(caller, now())) {
      const failure = this.failure as Failure;
      caller.callFailed(failure.cause);
      return failure;
    }
    if (isTracing) trace('→', this.path, request);
    const start = now();
    this.prepare(caller, start, metadata);
    const response = await this.server.client.asyncInvoke(this.path, request, this.params);
    const reply = this.judge(caller, response, now() - start, check, false);
    if (this.failure) caller.callFailed(this.failure.cause);
    return this.failure ?? { reply: reply as Reply };
  }

  /** @param mayRenew whether one that finds the session over is left for the caller to record */
  private attempt(
    caller: Caller,
    request: Request,
    check: Check<Reply> | undefined,
    metadata: Metadata | undefined,
    mayRenew: boolean,
  ): Reply | undefined {
    let start = now();
    if (!this.server.isConnected) {
      if (!this.connect(caller, start)) return undefined;
      start = now();
    }
    if (isTracing) trace('→', this.path, request);
    this.prepare(caller, start, metadata);
    const response = this.server.client.invoke(this.path, request, this.params);
    return this.judge(caller, response, now() - start, check, mayRenew);
  }

  private prepare(caller: Caller, start: number, metadata: Metadata | undefined): void {
    this.params.timeout = timeLeft(caller, start, this.ownMs);
    const sent = this.server.metadataOf(caller, metadata);
    if (sent === this.params.metadata) return;
    if (sent) this.params.metadata = sent;
    else delete this.params.metadata;
  }

  private connect(caller: Caller, start: number): boolean {
    this.failure = this.server.connect(timeLeft(caller, start, this.ownMs), caller.session !== undefined);
    if (this.failure === undefined) return true;
    this.recorder.record(caller, now() - start, this.failure);
    return false;
  }

  private judge(
    caller: Caller,
    response: Response,
    durationMs: number,
    check: Check<Reply> | undefined,
    mayRenew: boolean,
  ): Reply | undefined {
    const { error } = response;
    // Each access to the reply has k6 wrap it anew.
    const reply = response.message as Reply;
    if (isTracing) trace('←', this.path, error ?? reply);
    this.failure = error ? this.refused(response) : this.mismatch(reply, response, check);
    if (mayRenew && this.failure?.cause === 'UNAUTHENTICATED') this.durationMs = durationMs;
    else this.recorder.record(caller, durationMs, this.failure);
    return this.failure ? undefined : reply;
  }

  /** Why a call failed that ended with another status than OK, undefined when that is expected. */
  private refused({ status: code, error }: Response): Failure | undefined {
    // k6 wraps the status in an object that only compares loosely to a number.
    const status = GRPC_STATUS[Number(code)] ?? 'UNKNOWN';
    if (status === 'UNAVAILABLE') this.server.disconnect();
    if (this.options.expect?.includes(status)) return undefined;
    const detail = errorText(error);
    return { cause: callCause(status, detail), detail };
  }

  private mismatch(reply: Reply, response: Response, check: Check<Reply> | undefined): Failure | undefined {
    const { expect } = this.options;
    const detail =
      expect && !expect.includes('OK')
        ? 'OK was not expected'
        : check?.(reply, response as unknown as GotMetadata);
    return detail === undefined ? undefined : { cause: 'wrong_reply', detail };
  }
}

function errorText(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return 'the server gave no message';
}
