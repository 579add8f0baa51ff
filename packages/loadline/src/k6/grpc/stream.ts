import { type GrpcError, Stream } from 'k6/net/grpc';
import { GRPC_STATUS, type GrpcStatus } from '../../core/names';
import { open, saidBy, thrownBy } from '../measure/call-guards';
import {
  type Caller,
  CallRecorder,
  type Failure,
  grpcCallName,
  isRenewed,
  StreamTimes,
  timeLeft,
} from '../measure/calls';
import { now } from '../measure/clock';
import { type CallDeadline, ownDeadlineMs } from '../measure/deadline';
import { isTracing, trace } from '../measure/trace';
import { withTraceparent } from '../measure/traceparent';
import { callCause, streamRefusal } from './causes';
import type { GrpcServer } from './server';
import type { Metadata } from './unary';

/**
 * How a stream ended. k6 2.2 may lose the event `end`: it may close a stream's queue of events before the last one is in it.
 * With two processors this happened to 4 of 10,000 streams while Go collected garbage all the time. Then nothing keeps the
 * iteration alive, and k6 takes it for done. But a stream that is open when its time is up always fires `error`. So a stream
 * that has fired neither event by then has ended without an error. The time of its end is unknown: not before its last
 * message.
 */
interface StreamEnd {
  readonly broken: Failure | undefined;
  readonly isEndLost: boolean;
  /** The server ended it, not this side or the time that it lasts. */
  readonly isByServer?: boolean;
}

/** The result of one attempt at a stream. `times` is absent when the stream never began. */
interface StreamRead {
  readonly broken: Failure | undefined;
  readonly durationMs: number;
  readonly times?: StreamTimes;
  readonly traceparent?: string;
}

const isRefused = ({ broken }: StreamRead) => broken?.cause === 'UNAUTHENTICATED';

/** Options of a stream. */
export interface StreamOptions {
  /** The longest time of a stream; default: `5s`. The rest of the iteration's time bounds it in any case. */
  readonly deadline?: CallDeadline;
  /**
   * The stream ends after this many messages. It fails when the server ends it with fewer. k6 can end only the client's side:
   * a server that goes on sending keeps the virtual user from its next iteration until the deadline.
   */
  readonly endsAfter?: number;
  /**
   * The stream ends after this time, and one that is still open then has succeeded. For subscriptions, which never end by
   * themselves.
   */
  readonly lasts?: CallDeadline;
}

/** Sends a further message. It works only while a message is handled. */
type Send<Request> = (request: Request) => void;
type OnMessage<Request, Message> = (message: Message, send: Send<Request>) => void;

/** Time in ms that an error may take to arrive after it is due. */
const GRACE_MS = 500;
/** The clock of the script may be that much behind the one that ends a stream. */
const CLOCK_MS = 10;

/** One RPC with a stream of messages in one direction or in both. */
export class StreamRpc<Request extends object, Message> {
  private readonly path: string;
  private readonly recorder: CallRecorder;
  private readonly lastsMs: number | undefined;
  private readonly ownMs: number | undefined;

  constructor(
    private readonly server: GrpcServer,
    service: string,
    method: string,
    private readonly options: StreamOptions & {
      /** Whether the client keeps its side of the stream open after the first requests. */
      readonly staysOpen?: boolean;
    },
  ) {
    this.path = `${service}/${method}`;
    this.recorder = new CallRecorder(grpcCallName(this.path, method));
    this.lastsMs = ownDeadlineMs({ deadline: options.lasts });
    this.ownMs = ownDeadlineMs(options) ?? this.lastsMs;
  }

  /**
   * Reads a stream to its end. When the server refuses the session, it signs in again and repeats the stream once. Without
   * `onMessage`, k6 counts the messages and does not decode them.
   * @param requests messages that are sent at once
   * @param wrong called after the last message; says what is wrong with the messages
   * @returns the number of messages, or undefined when the stream broke off
   * @throws {IterationEnded} when the iteration is out of time
   */
  async read(
    caller: Caller,
    requests: readonly Request[],
    onMessage?: OnMessage<Request, Message>,
    metadata?: Metadata,
    wrong?: () => string | undefined,
  ): Promise<number | undefined> {
    try {
      return await this.readThrough(caller, requests, onMessage, metadata, wrong);
    } catch (error) {
      throw thrownBy(caller, error);
    }
  }

  private async readThrough(
    caller: Caller,
    requests: readonly Request[],
    onMessage: OnMessage<Request, Message> | undefined,
    metadata: Metadata | undefined,
    wrong: (() => string | undefined) | undefined,
  ): Promise<number | undefined> {
    const used = caller.session?.metadata;
    let end = await this.attempt(caller, requests, onMessage, metadata);
    if (used && isRefused(end)) {
      const refused = end;
      if (isRenewed(caller, used)) {
        end = await this.attempt(caller, requests, onMessage, metadata);
        if (isRefused(end)) this.record(caller, refused);
      }
    }
    const detail = end.broken || !wrong ? undefined : saidBy(this.recorder.call, wrong());
    if (detail !== undefined) end = { ...end, broken: { cause: 'wrong_reply', detail } };
    this.record(caller, end);
    if (!end.broken) return end.times?.messages;
    caller.callFailed(end.broken.cause);
    return undefined;
  }

  private record(caller: Caller, { broken, durationMs, times, traceparent }: StreamRead): void {
    this.recorder.record(caller, durationMs, broken, traceparent);
    if (times) this.recorder.recordStream(caller, durationMs, times);
  }

  private async attempt(
    caller: Caller,
    requests: readonly Request[],
    onMessage: OnMessage<Request, Message> | undefined,
    metadata: Metadata | undefined,
  ): Promise<StreamRead> {
    let start = now();
    const broken = this.server.connect(timeLeft(caller, start, this.ownMs), caller.session !== undefined);
    if (broken) return { broken, durationMs: now() - start };
    start = now();
    const times = new StreamTimes(start);
    let lastMs = start;
    const own = this.server.metadataOf(caller, metadata);
    const traced = caller.trace && withTraceparent(caller.trace, own);
    const how = await open(caller, () =>
      this.run(
        caller,
        requests,
        (message, send) => {
          lastMs = now();
          times.arrived(lastMs);
          onMessage?.(message, send);
          return times.messages === this.options.endsAfter;
        },
        onMessage === undefined && !isTracing,
        traced?.sent ?? own ?? {},
      ),
    );
    if (how.isEndLost) caller.lost?.(now() - lastMs);
    else lastMs = now();
    const failure = how.broken ?? this.tooShort(how, times.messages);
    return {
      broken: failure,
      durationMs: lastMs - start,
      times,
      ...(traced && { traceparent: traced.traceparent }),
    };
  }

  private tooShort({ isByServer }: StreamEnd, messages: number): Failure | undefined {
    const { endsAfter = 0 } = this.options;
    if (!isByServer || messages >= endsAfter) return undefined;
    const detail = `the server ended the stream after ${messages} of ${endsAfter} messages`;
    return { cause: 'wrong_reply', detail };
  }

  /** @param onData handles a message; returns whether the stream ends with it */
  private run(
    caller: Caller,
    requests: readonly Request[],
    onData: (message: Message, send: Send<Request>) => boolean,
    discardResponseMessage: boolean,
    metadata: Metadata,
  ): Promise<StreamEnd> {
    const leftMs = timeLeft(caller, now(), this.ownMs);
    const { lastsMs } = this;
    // An open stream keeps the iteration alive, so k6 itself has to end it.
    const timeout = lastsMs !== undefined && lastsMs < leftMs ? lastsMs : leftMs;
    if (isTracing) for (const request of requests) trace('→', this.path, request);
    const startMs = now();
    let stream: Stream;
    try {
      stream = new Stream(this.server.client, this.path, { metadata, timeout, discardResponseMessage });
    } catch (error) {
      const refusal = streamRefusal(String(error));
      if (!refusal) throw error;
      return Promise.resolve({ broken: this.broke(refusal.status, refusal.message), isEndLost: false });
    }
    return new Promise((resolve, reject) => {
      let isOver = false;
      const end = (how: StreamEnd) => {
        isOver = true;
        clearTimeout(timer);
        resolve(how);
      };
      // Two timers in a row: after a standstill of the generator, the first may fire before an error that is due.
      let timer = setTimeout(() => {
        timer = setTimeout(() => end({ broken: undefined, isEndLost: true }), GRACE_MS);
      }, timeout + GRACE_MS);
      let isHandling = false;
      const send = (request: Request) => {
        // k6 would block forever when a stream that has ended is written to, and it reports the end late.
        if (!isHandling)
          throw new Error(`${this.path}: a message can be sent only while one is handled: send it there`);
        if (isTracing) trace('→', this.path, request);
        stream.write(request);
      };
      stream.on('data', (message) => {
        if (isOver) return;
        // Clean-up reads all records, including those of others, which are not logged.
        if (isTracing && caller.phase !== 'teardown') trace('←', this.path, message);
        isHandling = true;
        // A handler may block: the client then reads the stream as slowly as a real one.
        if (caller.openCalls !== undefined) caller.openCalls -= 1;
        try {
          if (!onData(message as Message, send)) return;
          end({ broken: undefined, isEndLost: false });
        } catch (error) {
          // k6 would make it an error of the stream, and the system would be blamed for what the script did.
          isOver = true;
          clearTimeout(timer);
          reject(error);
        } finally {
          isHandling = false;
          if (caller.openCalls !== undefined) caller.openCalls += 1;
        }
        stream.end();
      });
      stream.on('error', (error) => {
        const { code, message } = error as GrpcError;
        const status = GRPC_STATUS[Number(code)] ?? 'UNKNOWN';
        // A server may answer with this status, too, at any time.
        const isTimeUp = now() - startMs >= timeout - CLOCK_MS;
        const isDue = timeout === lastsMs && isTimeUp && status === 'DEADLINE_EXCEEDED';
        if (!isOver) end({ broken: isDue ? undefined : this.broke(status, message), isEndLost: false });
      });
      // k6 fires this after an error too; then the promise is already resolved.
      stream.on('end', () => end({ broken: undefined, isEndLost: false, isByServer: true }));
      for (const request of requests) stream.write(request);
      if (!this.options.staysOpen) stream.end();
    });
  }

  private broke(status: GrpcStatus, message: string): Failure {
    if (status === 'UNAVAILABLE') this.server.disconnect();
    const broken = { cause: callCause(status, message), detail: message };
    if (isTracing) trace('←', this.path, broken);
    return broken;
  }
}
