import type { Response } from 'k6/net/grpc';
import { type Cause, GRPC_STATUS, type GrpcStatus } from '../load/names';
import { type Caller, CallRecorder, PassEnded, timeLeft } from './calls';
import { now } from './clock';
import type { GrpcServer } from './grpc';
import { callCause } from './grpc-causes';
import { metrics } from './metrics';
import { isTracing, trace } from './trace';

/** What a call may set apart from its request. */
export interface CallOptions {
  /** Statuses that count as success; default: OK only. */
  readonly expect?: readonly GrpcStatus[];
  /** The reply is not needed: k6 does not decode it, and it comes back empty. */
  readonly discardReply?: boolean;
  /** A failure ends the pass. */
  readonly endsJourney?: boolean;
}

/** Says what is wrong with an OK reply, in at most 200 characters; undefined when nothing is. */
export type Check<Reply> = (reply: Reply) => string | undefined;

/** What came back, in full: for callers that tell their user what the server said. */
export type Answer<Reply> = { readonly reply: Reply } | { readonly cause: Cause; readonly detail: string };

const ONLY_OK: readonly GrpcStatus[] = ['OK'];

/** One rpc with one reply: times it, records it, names the cause of its failure. */
export class UnaryRpc<Request extends object, Reply> {
  private readonly path: string;
  private readonly recorder: CallRecorder;
  private readonly expected: readonly GrpcStatus[];
  /** Reused from call to call: building it anew showed in the CPU per call. */
  private readonly params: { metadata: object; timeout: number; discardResponseMessage: boolean };

  constructor(
    private readonly server: GrpcServer,
    service: string,
    method: string,
    private readonly options: CallOptions,
  ) {
    this.path = `${service}/${method}`;
    this.recorder = new CallRecorder(method);
    this.expected = options.expect ?? ONLY_OK;
    this.params = {
      metadata: {},
      timeout: 0,
      discardResponseMessage: options.discardReply ?? false,
    };
  }

  /**
   * Calls, and once more with a new session when the server no longer takes the old one.
   * @returns undefined when the call failed
   * @throws {PassEnded} when the pass is out of time, or the call failed and `endsJourney` is set
   */
  call(caller: Caller, request: Request, check?: Check<Reply>): Reply | undefined {
    let answer = this.attempt(caller, request, check);
    if ('cause' in answer && answer.cause === 'UNAUTHENTICATED' && caller.session?.renew(caller)) {
      metrics.retries.add(1);
      answer = this.attempt(caller, request, check);
    }
    if ('reply' in answer) return answer.reply;
    caller.callFailed(answer.cause);
    if (this.options.endsJourney) throw new PassEnded(answer.cause);
    return undefined;
  }

  /** Calls once without blocking the virtual user. */
  async answer(caller: Caller, request: Request, check?: Check<Reply>): Promise<Answer<Reply>> {
    const refused = this.connect(caller, now());
    if (refused) return refused;
    if (isTracing) trace('→', this.path, request);
    const start = now();
    const metadata = caller.session?.metadata ?? {};
    const params = { ...this.params, metadata, timeout: timeLeft(caller, start) };
    const response = await this.server.client.asyncInvoke(this.path, request, params);
    return this.judge(caller, response, now() - start, check);
  }

  private attempt(caller: Caller, request: Request, check?: Check<Reply>): Answer<Reply> {
    let start = now();
    if (!this.server.isConnected) {
      const refused = this.connect(caller, start);
      if (refused) return refused;
      start = now();
    }
    if (isTracing) trace('→', this.path, request);
    if (caller.session) this.params.metadata = caller.session.metadata;
    this.params.timeout = timeLeft(caller, start);
    const response = this.server.client.invoke(this.path, request, this.params);
    return this.judge(caller, response, now() - start, check);
  }

  private connect(caller: Caller, start: number): { cause: Cause; detail: string } | undefined {
    const refused = this.server.connect(timeLeft(caller, start));
    if (refused) this.recorder.record(caller, now() - start, refused.cause, refused.detail);
    return refused;
  }

  private judge(caller: Caller, response: Response, durationMs: number, check?: Check<Reply>): Answer<Reply> {
    if (isTracing) trace('←', this.path, response.error ?? response.message);
    // k6 wraps the status in an object that only compares loosely to a number.
    const code = Number(response.status);
    const status = GRPC_STATUS[code] ?? 'UNKNOWN';
    if (status === 'UNAVAILABLE') this.server.disconnect();
    if (!this.expected.includes(status)) {
      if (status === 'OK') return this.failed(caller, durationMs, 'wrong_reply', 'OK was not expected');
      const text = errorText(response.error);
      return this.failed(caller, durationMs, callCause(status, text), text);
    }
    const reply = response.message as Reply;
    const mismatch = code === 0 ? check?.(reply) : undefined;
    if (mismatch !== undefined) return this.failed(caller, durationMs, 'wrong_reply', mismatch);
    this.recorder.record(caller, durationMs, undefined);
    return { reply };
  }

  private failed(caller: Caller, durationMs: number, cause: Cause, detail: string): Answer<Reply> {
    this.recorder.record(caller, durationMs, cause, detail);
    return { cause, detail };
  }
}

function errorText(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return 'the server gave no message';
}
