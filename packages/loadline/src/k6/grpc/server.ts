import { Client } from 'k6/net/grpc';
import { type Caller, type Failure, nameCall } from '../measure/calls';
import { connectCause, firstConnectFailure } from './causes';
import type { MethodsOf, ReplyOf, RequestOf } from './messages';
import { StreamRpc } from './stream';
import { type Answer, type CallOptions, type Check, UnaryRpc } from './unary';

/** Where a gRPC server listens. */
export interface GrpcTarget {
  /** `host:port`. */
  readonly address: string;
  readonly tls: boolean;
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
    const { address, tls } = this.target();
    try {
      this.client.connect(address, { plaintext: !tls, timeout: Math.min(CONNECT_TIMEOUT_MS, deadlineMs) });
      this.isConnected = true;
      this.hasConnected = true;
      return undefined;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const isFirst = !isKnown && !this.hasConnected;
      const { cause, detail } = isFirst
        ? firstConnectFailure(text, tls)
        : { cause: connectCause(text), detail: text };
      return { cause, detail: `${address}: ${detail}` };
    }
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
    ): ReplyOf<S, M> | undefined => {
      // Made at the first call: most virtual users make few of a suite's calls.
      rpc ??= new UnaryRpc(this.server, this.name, method, options);
      return rpc.call(caller, request, check);
    };
  }

  /** The same without blocking the virtual user, and with the failure in the result: for many calls at once in set-up. */
  unaryAsync<M extends MethodsOf<S, 'unary'> & string>(method: M) {
    this.nameCall(method, false);
    return (
      caller: Caller,
      request: RequestOf<S, M>,
      check?: Check<ReplyOf<S, M>>,
    ): Promise<Answer<ReplyOf<S, M>>> =>
      new UnaryRpc<RequestOf<S, M>, ReplyOf<S, M>>(this.server, this.name, method, {}).answer(
        caller,
        request,
        check,
      );
  }

  /** A call answered by a stream, which is read to its end. Its result is undefined when the stream broke. */
  stream<M extends MethodsOf<S, 'server-streaming'> & string>(method: M) {
    this.nameCall(method, true);
    let rpc: StreamRpc<RequestOf<S, M>, ReplyOf<S, M>> | undefined;
    return (
      caller: Caller,
      request: RequestOf<S, M>,
      onMessage?: (message: ReplyOf<S, M>) => void,
    ): Promise<number | undefined> => {
      rpc ??= new StreamRpc(this.server, this.name, method);
      return rpc.read(caller, request, onMessage);
    };
  }
}
