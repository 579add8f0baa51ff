import { Blob, WebSocket } from 'k6/websockets';
import type { Cause } from '../../core/names';
import { open, thrownBy } from '../measure/call-guards';
import {
  type Caller,
  CallRecorder,
  declareOptions,
  type Failure,
  nameCall,
  StreamTimes,
  timeLeft,
} from '../measure/calls';
import { now } from '../measure/clock';
import { type CallDeadline, ownDeadlineMs } from '../measure/deadline';
import { exhaustedCause } from '../measure/exhausted-cause';
import { isTracing, shownHeaders, trace } from '../measure/trace';
import { withTraceparent } from '../measure/traceparent';
import { type QueryValues, Route, type UrlValues } from './request';
import type { HttpServer } from './server';

/** Declaration of a WebSocket. */
export interface WebSocketOptions {
  /** Path with variable parts in braces, as of an HTTP call. */
  readonly route: string;
  /** Name of the call in all figures; default: `WS` and the route. */
  readonly name?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The longest time of a socket; default: `5s`. The rest of the iteration's time bounds it in any case. */
  readonly deadline?: CallDeadline;
  /** The socket is closed after this many messages. It fails when the server closes it with fewer. */
  readonly endsAfter?: number;
  /** The socket is closed after this time, and has succeeded then. For subscriptions, which never end by themselves. */
  readonly lasts?: CallDeadline;
}

/** Arguments of one socket. */
export interface WebSocketArguments {
  readonly params?: UrlValues;
  readonly query?: QueryValues;
  readonly headers?: Readonly<Record<string, string>>;
  /** Messages that are sent as soon as the socket is open. */
  readonly send?: readonly (string | ArrayBuffer)[];
}

/** Handles a message. `send` sends a further one. */
export type OnSocketMessage = (
  message: string | ArrayBuffer,
  send: (message: string | ArrayBuffer) => void,
) => void;

/**
 * Makes a call that opens a WebSocket and reads its messages until the server closes it, or up to `endsAfter` or `lasts`.
 * The duration of the call is the time until the socket is open. Thresholds can also bound its `firstMessage` (from the
 * start), `longestGap` and `messages`. The result is the number of messages, or undefined when the socket failed. k6 does not
 * tell the status with which a server refuses a socket, so a refused session is not renewed.
 * @example
 * const chat = webSocket(server, { route: '/rooms/{room}', endsAfter: 3 });
 * await chat(iteration, { params: { room: 'a' }, send: ['hello'] }, (message, send) => send(`re: ${message}`));
 */
export function webSocket(server: HttpServer, options: WebSocketOptions) {
  const { route } = options;
  const name = options.name ?? `WS ${route}`;
  nameCall({ call: name, protocol: 'http', isStream: true, route });
  declareOptions(name, 'socket', options);
  let call: SocketCall | undefined;
  return (
    caller: Caller,
    request: WebSocketArguments = {},
    onMessage?: OnSocketMessage,
  ): Promise<number | undefined> => {
    call ??= new SocketCall(server, name, options);
    return call.run(caller, request, onMessage);
  };
}

/** How a socket ended. */
interface SocketEnd {
  readonly broken: Failure | undefined;
  /** From the start until it was open, or failed to open. */
  readonly openMs: number;
  /** Absent: it was never open. */
  readonly times?: StreamTimes;
  readonly durationMs: number;
  readonly traceparent: string | undefined;
}

class SocketCall {
  private readonly recorder: CallRecorder;
  private readonly route: Route;
  private readonly lastsMs: number | undefined;
  private readonly ownMs: number | undefined;

  constructor(
    private readonly server: HttpServer,
    private readonly name: string,
    private readonly options: WebSocketOptions,
  ) {
    this.recorder = new CallRecorder(name);
    this.route = new Route(options.route);
    this.lastsMs = ownDeadlineMs({ deadline: options.lasts });
    this.ownMs = ownDeadlineMs(options) ?? this.lastsMs;
  }

  async run(
    caller: Caller,
    request: WebSocketArguments,
    onMessage: OnSocketMessage | undefined,
  ): Promise<number | undefined> {
    try {
      const { broken, openMs, times, durationMs, traceparent } = await open(caller, () =>
        this.open(caller, request, onMessage),
      );
      this.recorder.record(caller, openMs, broken, traceparent);
      if (times) this.recorder.recordStream(caller, durationMs, times);
      if (!broken) return times?.messages;
      caller.callFailed(broken.cause);
      return undefined;
    } catch (error) {
      throw thrownBy(caller, error);
    }
  }

  private open(
    caller: Caller,
    { params, query, headers, send = [] }: WebSocketArguments,
    onMessage: OnSocketMessage | undefined,
  ): Promise<SocketEnd> {
    const { name, lastsMs } = this;
    const { endsAfter } = this.options;
    const url = this.route.url(this.server.baseUrl(), params, query).replace(/^http/, 'ws');
    const start = now();
    const leftMs = timeLeft(caller, start, this.ownMs);
    const isShort = lastsMs !== undefined && lastsMs <= leftMs;
    const ofSession = caller.session?.metadata;
    const own: Record<string, string> = {
      ...this.server.headers?.(),
      ...this.options.headers,
      ...headers,
      ...ofSession,
    };
    const { sent, traceparent } = caller.trace ? withTraceparent(caller.trace, own) : { sent: own };
    if (isTracing) trace('→', name, { url, headers: shownHeaders(sent, ofSession) });
    const socket = new WebSocket(url, null, {
      headers: sent,
      // Otherwise k6 tags its own samples with the URL, which contains ids.
      tags: { name },
    });
    socket.binaryType = 'arraybuffer';
    return new Promise((resolve, reject) => {
      let openMs: number | undefined;
      let times: StreamTimes | undefined;
      let isOver = false;
      const leave = () => {
        isOver = true;
        clearTimeout(timer);
        // Before the socket is open, k6 would block in `close`.
        if (socket.readyState === OPEN) socket.close();
      };
      const end = (broken: Failure | undefined, isSilent = false) => {
        if (isOver) return;
        if (isSilent) hangUp(socket);
        leave();
        if (isTracing) trace('←', name, broken ?? { messages: times?.messages });
        const durationMs = now() - start;
        resolve({ broken, openMs: openMs ?? durationMs, ...(times && { times }), durationMs, traceparent });
      };
      // k6 would report it as an error of the socket, and the system would be blamed for a mistake of the script.
      const blame = (error: unknown) => {
        leave();
        reject(error);
      };
      const timer = setTimeout(
        () => (isShort && openMs !== undefined ? end(undefined) : end(timedOut(times, endsAfter), true)),
        isShort ? lastsMs : leftMs,
      );
      const post = (message: string | ArrayBuffer) => {
        if (isTracing) trace('→', name, message);
        socket.send(message);
      };
      socket.onopen = () => {
        if (isOver) return hangUp(socket);
        openMs = now() - start;
        times = new StreamTimes(start);
        try {
          for (const message of send) post(message);
        } catch (error) {
          blame(error);
        }
      };
      socket.onmessage = (event) => {
        if (isOver || !event) return;
        times?.arrived(now());
        if (isTracing) trace('←', name, event.data);
        // A handler may block, so the call does not count as open here. A slow handler reads slowly, as a real client
        // would.
        if (caller.openCalls !== undefined) caller.openCalls -= 1;
        try {
          onMessage?.(event.data as string | ArrayBuffer, post);
        } catch (error) {
          return blame(error);
        } finally {
          if (caller.openCalls !== undefined) caller.openCalls += 1;
        }
        if (times?.messages === endsAfter) end(undefined);
      };
      socket.onerror = (event) => {
        const text = event?.error ?? '';
        // A server may close a socket without a status, as most libraries do by default. k6 calls that an error.
        if (/close 1005\b/.test(text)) return end(tooShort(times, endsAfter));
        end({ cause: socketCause(text), detail: text });
      };
      socket.onclose = () => end(tooShort(times, endsAfter));
    });
  }
}

const OPEN = 1;

/**
 * Closes the connection of an open socket without waiting for the server. k6 keeps an iteration alive until the server
 * has answered `close`, even at the end of the run, so a server that no longer answers would keep it alive forever. k6
 * drops the connection at once when a message follows the closing frame. A script can send such a message only if it
 * closes the socket while `send` reads the message.
 */
function hangUp(socket: WebSocket): void {
  if (socket.readyState !== OPEN) return;
  const last = new Blob([]);
  last.arrayBuffer = () => {
    socket.close();
    return Promise.resolve(new ArrayBuffer(0));
  };
  socket.send(last);
}

function tooShort(times: StreamTimes | undefined, endsAfter = 0): Failure | undefined {
  const messages = times?.messages ?? 0;
  if (messages >= endsAfter) return undefined;
  const detail = `the server closed the socket after ${messages} of ${endsAfter} messages`;
  return { cause: 'wrong_reply', detail };
}

function timedOut(times: StreamTimes | undefined, endsAfter: number | undefined): Failure {
  const { messages = 0 } = times ?? {};
  const of = endsAfter === undefined ? '' : ` of ${endsAfter}`;
  const detail = times
    ? `the time was up after ${messages}${of} messages`
    : 'the socket did not open in time';
  return { cause: 'timeout', detail };
}

/** Returns the cause of an error that k6 reports for a socket. */
function socketCause(text: string): Cause {
  const own = exhaustedCause(text);
  if (own !== undefined) return own;
  if (text.includes('connection refused')) return 'connection_refused';
  if (/reset by peer|broken pipe|close 1006/.test(text)) return 'connection_reset';
  if (/no such host|^lookup /.test(text)) return 'dns';
  if (/tls: |x509: /.test(text)) return 'tls';
  if (/i\/o timeout|deadline exceeded/.test(text)) return 'timeout';
  return 'connection_failed';
}
