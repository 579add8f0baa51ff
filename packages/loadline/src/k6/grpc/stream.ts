import { type GrpcError, Stream } from 'k6/net/grpc';
import { GRPC_STATUS, type GrpcStatus } from '../../core/names';
import { type Caller, CallRecorder, type Failure, grpcCallName, isRenewed, timeLeft } from '../measure/calls';
import { now } from '../measure/clock';
import { isTracing, trace } from '../measure/trace';
import { callCause, streamRefusal } from './causes';
import type { GrpcServer } from './server';

/**
 * How a stream ended. k6 2.2 loses the `end` of some: it may close a stream's queue of events before the last one is in it.
 * On two processors that was 4 of 10,000 while Go collected garbage all the time. Nothing then keeps the iteration, and k6
 * takes it for done. But a stream that is open when its time is up fires `error`, always; so one that has fired neither by
 * then has ended, and well. When, is not known: not before its last message.
 */
interface StreamEnd {
  readonly broken: Failure | undefined;
  readonly isEndLost: boolean;
}

/** What came of one attempt at a stream; without messages when it never began. */
interface StreamRead {
  readonly broken: Failure | undefined;
  readonly durationMs: number;
  readonly messages?: number;
  readonly firstMessageMs?: number | undefined;
}

const isRefused = ({ broken }: StreamRead) => broken?.cause === 'UNAUTHENTICATED';

/** An error that is due gets so long to arrive. */
const GRACE_MS = 500;

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
    this.recorder = new CallRecorder(grpcCallName(this.path, method));
  }

  /**
   * Reads a stream to its end, and once more with a new session when the server no longer takes the old one.
   * Without `onMessage` k6 counts the messages and does not decode them.
   * @returns the number of messages, or undefined when the stream broke
   * @throws {IterationEnded} when the iteration is out of time
   */
  async read(
    caller: Caller,
    request: Request,
    onMessage?: (message: Message) => void,
  ): Promise<number | undefined> {
    const used = caller.session?.metadata;
    let end = await this.attempt(caller, request, onMessage);
    if (used && isRefused(end)) {
      const refused = end;
      if (isRenewed(caller, used)) {
        end = await this.attempt(caller, request, onMessage);
        if (isRefused(end)) this.record(caller, refused);
      }
    }
    this.record(caller, end);
    if (!end.broken) return end.messages;
    caller.callFailed(end.broken.cause);
    return undefined;
  }

  private record(caller: Caller, { broken, durationMs, messages, firstMessageMs }: StreamRead): void {
    this.recorder.record(caller, durationMs, broken);
    if (messages !== undefined) this.recorder.recordStream(caller, durationMs, messages, firstMessageMs);
  }

  private async attempt(
    caller: Caller,
    request: Request,
    onMessage?: (message: Message) => void,
  ): Promise<StreamRead> {
    let start = now();
    const broken = this.server.connect(timeLeft(caller, start), caller.session !== undefined);
    if (broken) return { broken, durationMs: now() - start };
    start = now();
    let messages = 0;
    let firstMessageMs: number | undefined;
    let lastMs = start;
    const { broken: failure, isEndLost } = await this.run(
      caller,
      request,
      (message) => {
        lastMs = now();
        if (messages === 0) firstMessageMs = lastMs - start;
        messages += 1;
        onMessage?.(message);
      },
      onMessage === undefined && !isTracing,
    );
    if (isEndLost) caller.lost?.(now() - lastMs);
    else lastMs = now();
    return { broken: failure, durationMs: lastMs - start, messages, firstMessageMs };
  }

  private run(
    caller: Caller,
    request: Request,
    onData: (message: Message) => void,
    discardResponseMessage: boolean,
  ): Promise<StreamEnd> {
    const timeout = timeLeft(caller, now());
    if (isTracing) trace('→', this.path, request);
    let stream: Stream;
    try {
      const metadata = caller.session?.metadata ?? {};
      stream = new Stream(this.server.client, this.path, { metadata, timeout, discardResponseMessage });
    } catch (error) {
      const refusal = streamRefusal(String(error));
      if (!refusal) throw error;
      return Promise.resolve({ broken: this.broke(refusal.status, refusal.message), isEndLost: false });
    }
    return new Promise((resolve) => {
      const end = (how: StreamEnd) => {
        clearTimeout(timer);
        resolve(how);
      };
      // Twice: after a standstill of the generator this timer may be served before the error that is due.
      let timer = setTimeout(() => {
        timer = setTimeout(() => end({ broken: undefined, isEndLost: true }), GRACE_MS);
      }, timeout + GRACE_MS);
      stream.on('data', (message) => {
        // The clean-up reads all there is, others' records too.
        if (isTracing && caller.phase !== 'teardown') trace('←', this.path, message);
        onData(message as Message);
      });
      stream.on('error', (error) => {
        const { code, message } = error as GrpcError;
        end({ broken: this.broke(GRPC_STATUS[Number(code)] ?? 'UNKNOWN', message), isEndLost: false });
      });
      // After an error too, when it changes nothing any more.
      stream.on('end', () => end({ broken: undefined, isEndLost: false }));
      stream.write(request);
      stream.end();
    });
  }

  private broke(status: GrpcStatus, message: string): Failure {
    if (status === 'UNAVAILABLE') this.server.disconnect();
    const broken = { cause: callCause(status, message), detail: message };
    if (isTracing) trace('←', this.path, broken);
    return broken;
  }
}
