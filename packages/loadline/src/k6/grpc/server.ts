import { Client, type ConnectParams } from 'k6/net/grpc';
import { messageOf } from '../../core/text/error-message';
import { thrownBy } from '../measure/call-guards';
import { type Caller, type DeclaredAs, declareOptions, type Failure, nameCall } from '../measure/calls';
import { openBeforeLoad } from '../measure/connections';
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
 * Trusted certificates and the client's own, as PEM: the content of files, from variables of the run. Files that a script
 * opens are kept in k6's archives, where a key does not belong.
 */
export interface GrpcTls {
  /** Certificates of authorities, in addition to those of the machine. */
  readonly cacerts?: string | readonly string[];
  readonly cert?: string;
  readonly key?: string;
  /** Password of the key. */
  readonly password?: string;
}

/** The address of a gRPC server, and how to connect to it. */
export interface GrpcTarget {
  /** `host:port`. */
  readonly address: string;
  readonly tls: boolean | GrpcTls;
  /** Metadata of each call, such as `{ 'x-api-key': secret('API_KEY') }`. */
  readonly metadata?: Metadata;
  /** Name of the server when it is not its address: `:authority`. */
  readonly authority?: string;
  /** Longest reply in bytes; gRPC's own default is 4 MiB. `maxSendSize` is the longest request. */
  readonly maxReceiveSize?: number;
  readonly maxSendSize?: number;
}

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * One server and this virtual user's connection to it. It connects once, at the first call, and again after UNAVAILABLE: the
 * client's own back-off would keep a user away for seconds after the server is back.
 */
export class GrpcServer {
  readonly client = new Client();
  /** Whether the client is connected, as far as it knows. */
  isConnected = false;
  /** Whether a connection has succeeded before, so that TLS or plain text is known to be right. */
  private hasConnected = false;
  private metadata: Metadata | undefined;

  /**
   * Create it in the init context.
   * @param protoset name of the file beside the bundle
   * @param target called at each connection
   */
  constructor(
    protoset: string,
    private readonly target: () => GrpcTarget,
  ) {
    this.client.loadProtoset(protoset);
    openBeforeLoad((deadlineMs) => this.connect(deadlineMs));
  }

  /**
   * Returns the calls of one service. `S` is the service's generated interface. With it, a wrong method, field or enum value
   * does not compile, nor does a streaming method that is called as a unary one.
   * @param name full name, e.g. `pb.VacancyService`
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
   * Connects the client if it is not connected.
   * @param isKnown whether set-up has already connected to the server with the same settings
   * @returns why it failed; undefined when the client is connected
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
      const text = messageOf(error);
      const isFirst = !isKnown && !this.hasConnected;
      const { cause, detail } = isFirst
        ? firstConnectFailure(text, tls !== false)
        : { cause: connectCause(text), detail: text };
      return { cause, detail: `${address}: ${detail}` };
    }
  }

  /** Merges the metadata of the server, of the call and of the session; the later ones take precedence. */
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

  private register(method: string, as: DeclaredAs, options: object, isStream = false): void {
    nameCall({ call: method, protocol: 'grpc', isStream, path: `${this.name}/${method}` });
    declareOptions(method, as, options);
  }

  /** Makes a unary call. Its result is undefined when it failed: status, reply or connection were not as expected. */
  unary<M extends MethodsOf<S, 'unary'> & string>(method: M, options: CallOptions = {}) {
    this.register(method, 'unary', options);
    let rpc: UnaryRpc<RequestOf<S, M>, ReplyOf<S, M>> | undefined;
    return (
      caller: Caller,
      request: RequestOf<S, M>,
      check?: Check<ReplyOf<S, M>>,
      metadata?: Metadata,
    ): ReplyOf<S, M> | undefined => {
      try {
        // Created at the first call, because most virtual users use few of a suite's calls.
        rpc ??= new UnaryRpc(this.server, this.name, method, options);
        return rpc.call(caller, request, check, metadata);
      } catch (error) {
        throw thrownBy(caller, error);
      }
    };
  }

  /**
   * Makes a unary call that does not block the virtual user and returns the failure. Use it in set-up for many calls at
   * once.
   */
  unaryAsync<M extends MethodsOf<S, 'unary'> & string>(method: M, options: AsyncOptions = {}) {
    this.register(method, 'sent', options);
    return async (
      caller: Caller,
      request: RequestOf<S, M>,
      check?: Check<ReplyOf<S, M>>,
      metadata?: Metadata,
    ): Promise<Answer<ReplyOf<S, M>>> => {
      try {
        const rpc = new UnaryRpc<RequestOf<S, M>, ReplyOf<S, M>>(this.server, this.name, method, options);
        return await rpc.answer(caller, request, check, metadata);
      } catch (error) {
        throw thrownBy(caller, error);
      }
    };
  }

  /**
   * Makes a call that is answered by a stream. The stream is read to its end, or up to `endsAfter` or `lasts`. The result is
   * undefined when the stream broke off.
   */
  stream<M extends MethodsOf<S, 'server-streaming'> & string>(method: M, options: StreamOptions = {}) {
    this.register(method, 'stream', options, true);
    const rpc = this.streamRpc<M>(method, options);
    return (
      caller: Caller,
      request: RequestOf<S, M>,
      onMessage?: (message: ReplyOf<S, M>) => void,
      metadata?: Metadata,
    ): Promise<number | undefined> => rpc().read(caller, [request], onMessage, metadata);
  }

  /**
   * Makes a call that sends a stream of messages, all at once, and is answered by one message. Its result is undefined when
   * it failed.
   * @example
   * const collect = jobs.clientStream('Collect');
   * await collect(iteration, [{ title: 'one' }, { title: 'two' }]);
   */
  clientStream<M extends MethodsOf<S, 'client-streaming'> & string>(method: M, options: AsyncOptions = {}) {
    this.register(method, 'sent', options, true);
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
   * Makes a call in which both sides send streams of messages. The client ends its own stream after `requests`. With
   * `endsAfter` or `lasts` it ends it only then, and until then `onMessage` may send further messages with its second
   * argument.
   * @example
   * const chat = rooms.bidiStream('Chat', { endsAfter: 3 });
   * await chat(iteration, [{ text: 'hello' }], (message, send) => send({ text: `re: ${message.text}` }));
   */
  bidiStream<M extends MethodsOf<S, 'bidi-streaming'> & string>(method: M, options: StreamOptions = {}) {
    this.register(method, 'stream', options, true);
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
    let rpc: StreamRpc<RequestOf<S, M>, ReplyOf<S, M>> | undefined;
    return () => {
      rpc ??= new StreamRpc(this.server, this.name, method, options);
      return rpc;
    };
  }
}

/** Removes keys without a value, which k6 does not accept. */
function without(params: object): object {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}
