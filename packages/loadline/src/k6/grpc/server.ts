import { Client, type ConnectParams } from 'k6/net/grpc';
import { type Caller, type Failure, nameCall } from '../measure/calls';
import { connectCause, firstConnectFailure } from './causes';
import type { MethodsOf, ReplyOf, RequestOf } from './messages';
import { type StreamOptions, StreamRpc } from './stream';
import {
  type Answer,
  type AsyncOptions,
  type CallOptions,
  type Check,
  type Metadata,
  UnaryRpc,
} from './unary';

/**
 * Who is trusted, and who this side is, as PEM: the content of files, from variables of the run. k6 keeps what a script
 * opens in its archives, and a key does not belong there.
 */
export interface GrpcTls {
  /** Certificates of authorities, beside those of the machine. */
  readonly cacerts?: string | readonly string[];
  readonly cert?: string;
  readonly key?: string;
  /** Of the key. */
  readonly password?: string;
}

/** Where a gRPC server listens, and how it is talked to. */
export interface GrpcTarget {
  /** `host:port`. */
  readonly address: string;
  readonly tls: boolean | GrpcTls;
  /** Goes along with each call, such as `{ 'x-api-key': secret('API_KEY') }`. */
  readonly metadata?: Metadata;
  /** What the server is called, where that is not its address: `:authority`. */
  readonly authority?: string;
  /** Longest reply and longest request, in bytes; gRPC's own default for replies is 4 MiB. */
  readonly maxReceiveSize?: number;
  readonly maxSendSize?: number;
}

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * One server and this virtual user's connection to it. Connects at the first call, once, and again after UNAVAILABLE: the
 * client's own back-off would keep a user away for seconds after the server is back.
 */
export class GrpcServer {
  readonly client = new Client();
  /** Whether there is a connection, as far as this side knows. */
  isConnected = false;
  /** Whether the server is known to speak as it is spoken to. */
  private hasConnected = false;
  private metadata: Metadata | undefined;

  /**
   * Must be made in the init context.
   * @param protoset file beside the bundle
   * @param target asked for at each connection
   */
  constructor(
    protoset: string,
    private readonly target: () => GrpcTarget,
  ) {
    this.client.loadProtoset(protoset);
  }

  /**
   * The calls of one service. `S` is the service's generated interface, so that a wrong method, field or enum value does
   * not compile, nor a stream that is called as if it answered once.
   * @param name in full, e.g. `pb.VacancyService`
   * @example
   * import type { JobService } from '../../gen/json/jobs/job_service';
   *
   * const jobs = server.service<JobService>('jobs.JobService');
   * export const getJob = jobs.unary('GetJob');
   */
  service<S>(name: string): GrpcService<S> {
    return new GrpcService<S>(this, name);
  }

  /**
   * Sees to it that the client is connected.
   * @param isKnown whether set-up has talked to the server in the way that it is talked to now
   * @returns why it is not, undefined when it is
   */
  connect(deadlineMs: number, isKnown = true): Failure | undefined {
    if (this.isConnected) return undefined;
    const { address, tls, metadata, ...others } = this.target();
    const timeout = Math.min(CONNECT_TIMEOUT_MS, deadlineMs);
    this.metadata = metadata;
    try {
      const given = typeof tls === 'object' ? { tls: without(tls) } : undefined;
      this.client.connect(address, {
        plaintext: !tls,
        timeout,
        ...without(others),
        ...given,
      } as ConnectParams);
      this.isConnected = true;
      this.hasConnected = true;
      return undefined;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const isFirst = !isKnown && !this.hasConnected;
      const { cause, detail } = isFirst
        ? firstConnectFailure(text, tls !== false)
        : { cause: connectCause(text), detail: text };
      return { cause, detail: `${address}: ${detail}` };
    }
  }

  /** What goes along with a call: that of the server, of the call and of the session, which goes before. */
  metadataOf({ session }: Caller, own: Metadata | undefined): Metadata | undefined {
    return own || this.metadata ? { ...this.metadata, ...own, ...session?.metadata } : session?.metadata;
  }

  /** Drops the connection; the next call makes a new one. */
  disconnect(): void {
    if (!this.isConnected) return;
    this.client.close();
    this.isConnected = false;
  }
}

/** Makes typed calls of one gRPC service. */
class GrpcService<S> {
  constructor(
    private readonly server: GrpcServer,
    private readonly name: string,
  ) {}

  private nameCall(method: string, isStream: boolean): void {
    nameCall({ call: method, protocol: 'grpc', isStream, path: `${this.name}/${method}` });
  }

  /** A call with one reply. Its result is undefined when it failed: status, reply or connection not as expected. */
  unary<M extends MethodsOf<S, 'unary'> & string>(method: M, options: CallOptions = {}) {
    this.nameCall(method, false);
    let rpc: UnaryRpc<RequestOf<S, M>, ReplyOf<S, M>> | undefined;
    return (
      caller: Caller,
      request: RequestOf<S, M>,
      check?: Check<ReplyOf<S, M>>,
      metadata?: Metadata,
    ): ReplyOf<S, M> | undefined => {
      // Made at the first call: most virtual users make few of a suite's calls.
      rpc ??= new UnaryRpc(this.server, this.name, method, options);
      return rpc.call(caller, request, check, metadata);
    };
  }

  /** The same without blocking the virtual user, and with the failure in the result: for many calls at once in set-up. */
  unaryAsync<M extends MethodsOf<S, 'unary'> & string>(method: M, options: AsyncOptions = {}) {
    this.nameCall(method, false);
    return (
      caller: Caller,
      request: RequestOf<S, M>,
      check?: Check<ReplyOf<S, M>>,
      metadata?: Metadata,
    ): Promise<Answer<ReplyOf<S, M>>> =>
      new UnaryRpc<RequestOf<S, M>, ReplyOf<S, M>>(this.server, this.name, method, options).answer(
        caller,
        request,
        check,
        metadata,
      );
  }

  /**
   * A call answered by a stream, which is read to its end, or to where `endsAfter` or `lasts` has it end. Its result is
   * undefined when the stream broke.
   */
  stream<M extends MethodsOf<S, 'server-streaming'> & string>(method: M, options: StreamOptions = {}) {
    const rpc = this.streamRpc<M>(method, options);
    return (
      caller: Caller,
      request: RequestOf<S, M>,
      onMessage?: (message: ReplyOf<S, M>) => void,
      metadata?: Metadata,
    ): Promise<number | undefined> => rpc().read(caller, [request], onMessage, metadata);
  }

  /**
   * A call that sends a stream of messages, at once, and is answered by one. Its result is undefined when it failed.
   * @example
   * const collect = jobs.clientStream('Collect');
   * await collect(iteration, [{ title: 'one' }, { title: 'two' }]);
   */
  clientStream<M extends MethodsOf<S, 'client-streaming'> & string>(method: M, options: AsyncOptions = {}) {
    const rpc = this.streamRpc<M>(method, options);
    return async (
      caller: Caller,
      requests: readonly RequestOf<S, M>[],
      check?: (reply: ReplyOf<S, M>) => string | undefined,
      metadata?: Metadata,
    ): Promise<ReplyOf<S, M> | undefined> => {
      let reply: ReplyOf<S, M> | undefined;
      const wrong = () => (reply === undefined ? 'the stream ended without a reply' : check?.(reply));
      const keep = (message: ReplyOf<S, M>) => {
        reply = message;
      };
      const messages = await rpc().read(caller, requests, keep, metadata, wrong);
      return messages === undefined ? undefined : reply;
    };
  }

  /**
   * A call in which both sides send streams of messages. This side ends its own after `requests`; with `endsAfter` or
   * `lasts` only then, and `onMessage` may send further ones until then, by what it gets to do so.
   * @example
   * const chat = rooms.bidiStream('Chat', { endsAfter: 3 });
   * await chat(iteration, [{ text: 'hello' }], (message, send) => send({ text: `re: ${message.text}` }));
   */
  bidiStream<M extends MethodsOf<S, 'bidi-streaming'> & string>(method: M, options: StreamOptions = {}) {
    const staysOpen = options.endsAfter !== undefined || options.lasts !== undefined;
    const rpc = this.streamRpc<M>(method, { ...options, staysOpen });
    return (
      caller: Caller,
      requests: readonly RequestOf<S, M>[],
      onMessage?: (message: ReplyOf<S, M>, send: (request: RequestOf<S, M>) => void) => void,
      metadata?: Metadata,
    ): Promise<number | undefined> => rpc().read(caller, requests, onMessage, metadata);
  }

  private streamRpc<M extends keyof S & string>(
    method: M,
    options: StreamOptions & { readonly staysOpen?: boolean },
  ): () => StreamRpc<RequestOf<S, M>, ReplyOf<S, M>> {
    this.nameCall(method, true);
    let rpc: StreamRpc<RequestOf<S, M>, ReplyOf<S, M>> | undefined;
    return () => {
      rpc ??= new StreamRpc(this.server, this.name, method, options);
      return rpc;
    };
  }
}

/** What there is of it: k6 takes no key without a value. */
function without(params: object): object {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}
