import type { Response } from 'k6/net/grpc';
import { GRPC_STATUS, type GrpcStatus } from '../../core/names';
import { blocks, open, saidBy } from '../measure/call-guards';
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
import { isTracing, shownHeaders, trace } from '../measure/trace';
import { withTraceparent } from '../measure/traceparent';
import { unexpectedCause } from './causes';
import type { GrpcServer } from './server';

/** Per-call options. */
export interface CallOptions {
  /** Statuses that count as success; default: only OK. */
  readonly expect?: readonly GrpcStatus[];
  /** Set it when the reply is not needed: k6 does not decode it, and the reply is empty. */
  readonly discardReply?: boolean;
  /** Whether a failure ends the iteration. */
  readonly endsJourney?: boolean;
  /** The longest time of a call; default: `5s`. The rest of the iteration's time bounds it in any case. */
  readonly deadline?: CallDeadline;
}

/** Options of a call that does not block. */
export type AsyncOptions = Pick<CallOptions, 'deadline'>;

/** Headers and trailers of a reply, by names in lower case. */
export interface GotMetadata {
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly trailers: Readonly<Record<string, readonly string[]>>;
}

/** Says what is wrong with an OK reply, in at most 200 characters. Returns undefined when nothing is wrong. */
export type Check<Reply> = (reply: Reply, got: GotMetadata) => string | undefined;

/** Metadata of one call: texts, or bytes under names that end in `-bin`. */
export type Metadata = Readonly<Record<string, string | Uint8Array>>;

/** The full result of a call, for callers that show their user what the server said. */
export type Answer<Reply> = { readonly reply: Reply } | Failure;

/** Parameters of a call for k6. k6 reads every key that it finds, so there are no others. */
interface Params {
  metadata?: object;
  timeout: number;
  discardResponseMessage?: true;
}

/** One unary RPC: it measures the call, records it and finds the cause of a failure. */
export class UnaryRpc<Request extends object, Reply> {
  private readonly path: string;
  private readonly recorder: CallRecorder;
  /** Reused for all calls: building it for each one costs measurable CPU. */
  private readonly params: Params = { timeout: 0 };
  /** Failure of the last attempt. It is a field because a result object would be one more object for each call. */
  private failure: Failure | undefined;
  /** Duration of an attempt that is not recorded yet, because a new session may repair it. */
  private durationMs = 0;
  private readonly ownMs: number | undefined;
  /** The traceparent that was sent with the last attempt. Undefined: tracing is off. */
  private traceparent: string | undefined;

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
   * Makes the call. When the server refuses the session, it signs in again and repeats the call once.
   * @returns undefined when the call failed
   * @throws {IterationEnded} when the iteration is out of time, or the call failed and `endsJourney` is set
   */
  call(caller: Caller, request: Request, check?: Check<Reply>, metadata?: Metadata): Reply | undefined {
    blocks(caller, this.recorder.call);
    let reply = this.attempt(caller, request, check, metadata, caller.session !== undefined);
    if (this.failure === undefined) return reply;
    if (this.failure.cause === 'UNAUTHENTICATED' && caller.session) {
      const { failure, durationMs, traceparent } = this;
      const isRepeated = isRenewed(caller);
      if (isRepeated) {
        reply = this.attempt(caller, request, check, metadata, false);
        if (this.failure === undefined) return reply;
      }
      if (!isRepeated || this.failure.cause === 'UNAUTHENTICATED')
        this.recorder.record(caller, durationMs, failure, traceparent);
    }
    const { cause } = this.failure;
    caller.callFailed(cause);
    if (this.options.endsJourney) throw new IterationEnded(cause);
    return undefined;
  }

  /**
   * Makes the call without blocking the virtual user. When the server refuses the session, it signs in again, unless another
   * call has done so meanwhile, and repeats the call once. Nothing else may use this object until it is done.
   */
  async answer(
    caller: Caller,
    request: Request,
    check?: Check<Reply>,
    metadata?: Metadata,
  ): Promise<Answer<Reply>> {
    const used = caller.session?.metadata;
    let reply = await this.attemptAsync(caller, request, check, metadata, used !== undefined);
    if (used && this.failure?.cause === 'UNAUTHENTICATED') {
      const { failure, durationMs, traceparent } = this;
      const isRepeated = isRenewed(caller, used);
      if (isRepeated) reply = await this.attemptAsync(caller, request, check, metadata, false);
      if (!isRepeated || this.failure?.cause === 'UNAUTHENTICATED')
        this.recorder.record(caller, durationMs, failure, traceparent);
    }
    if (this.failure) caller.callFailed(this.failure.cause);
    return this.failure ?? { reply: reply as Reply };
  }

  private async attemptAsync(
    caller: Caller,
    request: Request,
    check: Check<Reply> | undefined,
    metadata: Metadata | undefined,
    mayRenew: boolean,
  ): Promise<Reply | undefined> {
    if (!this.connect(caller, now())) return undefined;
    const start = now();
    this.prepare(caller, start, metadata);
    if (isTracing) this.traceSent(caller, request);
    const response = await open(caller, () =>
      this.server.client.asyncInvoke(this.path, request, this.params),
    );
    return this.judge(caller, response, now() - start, check, mayRenew);
  }

  /** @param mayRenew whether the caller records an attempt whose session was refused */
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
    this.prepare(caller, start, metadata);
    if (isTracing) this.traceSent(caller, request);
    const response = this.server.client.invoke(this.path, request, this.params);
    return this.judge(caller, response, now() - start, check, mayRenew);
  }

  private traceSent(caller: Caller, request: Request): void {
    const headers = shownHeaders(this.params.metadata as Metadata | undefined, caller.session?.metadata);
    if (headers) trace('→', `${this.path} metadata`, headers);
    trace('→', this.path, request);
  }

  private prepare(caller: Caller, start: number, metadata: Metadata | undefined): void {
    this.params.timeout = timeLeft(caller, start, this.ownMs);
    let sent = this.server.metadataOf(caller, metadata);
    if (caller.trace) ({ sent, traceparent: this.traceparent } = withTraceparent(caller.trace, sent));
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
    // k6 wraps the reply again at each access.
    const reply = response.message as Reply;
    if (isTracing) trace('←', this.path, error ?? reply);
    this.failure = error ? this.refused(response) : this.mismatch(reply, response, check);
    if (mayRenew && this.failure?.cause === 'UNAUTHENTICATED') this.durationMs = durationMs;
    else this.recorder.record(caller, durationMs, this.failure, this.traceparent);
    return this.failure ? undefined : reply;
  }

  /** Returns why a call failed that did not end with OK; undefined when the status is expected. */
  private refused({ status: code, error }: Response): Failure | undefined {
    // k6 wraps the status in an object that only compares loosely to a number.
    const status = GRPC_STATUS[Number(code)] ?? 'UNKNOWN';
    if (status === 'UNAVAILABLE') this.server.disconnect();
    const detail = errorText(error);
    const cause = unexpectedCause(status, detail, this.options.expect);
    return cause && { cause, detail };
  }

  private mismatch(reply: Reply, response: Response, check: Check<Reply> | undefined): Failure | undefined {
    const { expect } = this.options;
    const detail =
      expect && !expect.includes('OK')
        ? 'OK was not expected'
        : check && saidBy(this.recorder.call, check(reply, response as unknown as GotMetadata));
    return detail === undefined ? undefined : { cause: 'wrong_reply', detail };
  }
}

function errorText(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return 'the server gave no message';
}
