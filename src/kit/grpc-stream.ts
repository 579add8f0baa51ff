import { type GrpcError, Stream } from 'k6/net/grpc';
import { GRPC_STATUS } from '../load/names';
import { type Caller, CallRecorder, type Failure, timeLeft } from './calls';
import { now } from './clock';
import type { GrpcServer } from './grpc';
import { callCause } from './grpc-causes';
import * as metrics from './metrics';
import { isTracing, trace } from './trace';

/** One rpc answered by a stream of messages. */
export class StreamRpc<Request extends object, Message> {
  private readonly path: string;
  private readonly recorder: CallRecorder;

  constructor(
    private readonly server: GrpcServer,
    service: string,
    method: string,
  ) {
    this.path = `${service}/${method}`;
    this.recorder = new CallRecorder(method);
  }

  /**
   * Reads a stream to its end, and once more with a new session when the server no longer takes the old one.
   * Without `onMessage` k6 counts the messages and does not decode them.
   * @returns the number of messages, or undefined when the stream broke
   * @throws {PassEnded} when the pass is out of time
   */
  async read(
    caller: Caller,
    request: Request,
    onMessage?: (message: Message) => void,
  ): Promise<number | undefined> {
    let end = await this.attempt(caller, request, onMessage);
    if (typeof end === 'object' && end.cause === 'UNAUTHENTICATED' && caller.session?.renew(caller)) {
      metrics.retries.add(1);
      end = await this.attempt(caller, request, onMessage);
    }
    if (typeof end === 'number') return end;
    caller.callFailed(end.cause);
    return undefined;
  }

  private async attempt(
    caller: Caller,
    request: Request,
    onMessage?: (message: Message) => void,
  ): Promise<number | Failure> {
    let start = now();
    const refused = this.server.connect(timeLeft(caller, start));
    if (refused) {
      this.recorder.record(caller, now() - start, refused);
      return refused;
    }
    start = now();
    let messages = 0;
    let firstMessageMs: number | undefined;
    const broken = await this.run(
      caller,
      request,
      (message) => {
        if (messages === 0) firstMessageMs = now() - start;
        messages += 1;
        onMessage?.(message);
      },
      onMessage === undefined && !isTracing,
    );
    const durationMs = now() - start;
    this.recorder.record(caller, durationMs, broken);
    this.recorder.recordStream(caller, durationMs, messages, firstMessageMs);
    return broken ?? messages;
  }

  private run(
    caller: Caller,
    request: Request,
    onData: (message: Message) => void,
    discardResponseMessage: boolean,
  ): Promise<Failure | undefined> {
    const stream = new Stream(this.server.client, this.path, {
      metadata: caller.session?.metadata ?? {},
      timeout: timeLeft(caller, now()),
      discardResponseMessage,
    });
    if (isTracing) trace('→', this.path, request);
    return new Promise((resolve) => {
      let broken: Failure | undefined;
      stream.on('data', (message) => {
        if (isTracing) trace('←', this.path, message);
        onData(message as Message);
      });
      // A broken stream fires `error` and then `end`, so that `end` alone does not mean success.
      stream.on('error', (error) => {
        const { code, message } = error as GrpcError;
        const status = GRPC_STATUS[Number(code)] ?? 'UNKNOWN';
        if (status === 'UNAVAILABLE') this.server.disconnect();
        broken ??= { cause: callCause(status, message), detail: message };
        if (isTracing) trace('←', this.path, broken);
      });
      stream.on('end', () => resolve(broken));
      stream.write(request);
      stream.end();
    });
  }
}
