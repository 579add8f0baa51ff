import { createServer, type Server, Socket } from 'node:net';
import { mulberry32 } from '../../results/compare/bootstrap';
import { listenHere } from '../listen-here';
import { FirstMessages } from './http2-frames';
import { isHttp1, RequestStarts } from './request-starts';

/** What a {@link FaultProxy} does to the connections that it carries. */
export type Fault =
  /** No fault. */
  | { readonly kind: 'none' }
  /** Each part of a reply is delayed by `ms`. What sets up a connection of HTTP/2 or TLS is not. */
  | { readonly kind: 'latency'; readonly ms: number }
  /**
   * A share of the requests, 0 to 1, is not forwarded: their connection is reset, with all requests in progress on it. Over
   * HTTP/1 an interim reply comes before the reset.
   */
  | { readonly kind: 'reset'; readonly share: number }
  /**
   * Without `ms` all replies are held back. With `ms`, over HTTP/2 without TLS, what follows the first message of a stream is held
   * back for `ms`; on other connections replies are held back for `ms`, then pass for `ms`, and so on. What sets up a connection
   * of HTTP/2 or TLS passes.
   */
  | { readonly kind: 'stall'; readonly ms?: number };

/**
 * k6 sends a GET again, on another connection, when its kept-alive connection is reset before the first byte of a reply. This
 * reply comes before the final one, and k6 still reports the reset.
 */
const INTERIM_REPLY = 'HTTP/1.1 100 Continue\r\n\r\n';

/** When more bytes than this wait for one client, the proxy stops reading from the system. */
const MOST_WAITING = 16_000_000;

/** Longest time that the proxy waits for the system to close its connections, in ms. */
const LONGEST_CLOSE_MS = 5_000;

/** A TCP proxy on loopback that injects faults. It changes no bytes that it forwards, so it carries HTTP, gRPC and TLS. */
export class FaultProxy {
  readonly #carried = new Set<Carried>();
  readonly #server: Server;
  #fault: Fault = { kind: 'none' };
  #isHeld = false;
  #holding: NodeJS.Timeout | undefined;

  #port = 0;

  private constructor(host: string, port: number, random: () => number) {
    this.#server = createServer({ allowHalfOpen: true }, (client) => {
      const carried = new Carried(client, new Socket({ allowHalfOpen: true }), this, random);
      this.#carried.add(carried);
      carried.open(host, port);
      void carried.closed.then(() => this.#carried.delete(carried));
    });
  }

  /**
   * Starts a proxy on a free port of this machine.
   * @param host host of the system behind the proxy
   * @param random returns numbers from 0 to below 1, which choose the requests to reset
   */
  static async start(host: string, port: number, random: () => number = mulberry32(1)): Promise<FaultProxy> {
    const proxy = new FaultProxy(host, port, random);
    proxy.#port = await listenHere(proxy.#server);
    return proxy;
  }

  /** `127.0.0.1:port`. */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get fault(): Fault {
    return this.#fault;
  }

  /** Whether replies are held back now. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Changes the fault from now on. Replies that a stall held back are sent. */
  set(fault: Fault): void {
    clearInterval(this.#holding);
    this.#fault = fault;
    this.#hold(fault.kind === 'stall');
    if (fault.kind === 'stall' && fault.ms !== undefined)
      this.#holding = setInterval(() => this.#hold(!this.#isHeld), fault.ms);
  }

  /**
   * Ends the fault and all connections. Replies that are held back are dropped. It waits until the system has closed its side:
   * by then it has read all requests that were forwarded, and no further one can reach it.
   */
  async clear(): Promise<void> {
    for (const carried of this.#carried) carried.leave();
    this.set({ kind: 'none' });
    const open = [...this.#carried];
    const late = setTimeout(() => {
      for (const carried of open) carried.end();
    }, LONGEST_CLOSE_MS);
    await Promise.all(open.map(({ closed }) => closed));
    clearTimeout(late);
  }

  /** Ends all connections at once, and stops the proxy. */
  async stop(): Promise<void> {
    clearInterval(this.#holding);
    for (const carried of this.#carried) carried.end();
    await new Promise((done) => this.#server.close(done));
  }

  #hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (!isHeld) for (const carried of this.#carried) carried.flush();
  }
}

/** A connection of a client, and its connection to the system. */
class Carried {
  /**
   * Data from the system that was not sent to the client yet, in order. `undefined` marks the end of the connection.
   */
  readonly #waiting: { readonly part: Buffer | undefined; readonly atMs: number }[] = [];
  #bytes = 0;
  readonly #requests = new RequestStarts();
  readonly #firstMessages = new FirstMessages();
  /** Time before which no reply is sent, in ms. */
  #notBeforeMs = 0;
  /** Whether the client has begun a request on this connection. */
  #hasBegun = false;
  #timer: NodeJS.Timeout | undefined;
  /** Resolves when both sides are closed. */
  readonly closed: Promise<unknown>;

  constructor(
    private readonly client: Socket,
    private readonly system: Socket,
    private readonly proxy: FaultProxy,
    private readonly random: () => number,
  ) {
    this.closed = Promise.all(
      [client, system].map((socket) => new Promise((done) => socket.on('close', done))),
    );
  }

  open(host: string, port: number): void {
    const { client, system } = this;
    // Each part is sent at once as a separate packet, as it is without a proxy.
    for (const socket of [client, system]) socket.setNoDelay(true);
    client.on('error', () => {});
    client.on('close', () => this.leave());
    // What the system sent before its connection failed comes first.
    system.on('error', () => (this.#waiting.length > 0 ? this.#reply(undefined) : this.end()));
    client.on('data', (part: Buffer) => this.#request(part));
    client.on('end', () => system.end());
    system.on('data', (part: Buffer) => this.#reply(part));
    system.on('end', () => this.#reply(undefined));
    system.connect({ host, port });
  }

  /**
   * Ends the connection of the client. The system gets the end after the requests that were forwarded, and its replies are
   * dropped.
   */
  leave(): void {
    clearTimeout(this.#timer);
    this.client.destroy();
    // Requests that wait for this connection are dropped, too.
    if (this.system.connecting) this.system.destroy();
    else this.system.end();
    this.system.resume();
  }

  /** Ends both connections at once. */
  end(): void {
    clearTimeout(this.#timer);
    this.client.destroy();
    this.system.destroy();
  }

  #request(part: Buffer): void {
    const begun = this.#requests.sent(part);
    this.#hasBegun ||= begun > 0;
    const { fault } = this.proxy;
    const chances = fault.kind === 'reset' ? Array.from({ length: begun }, this.random) : [];
    if (fault.kind === 'reset' && chances.some((chance) => chance < fault.share)) {
      this.#reset(part);
    } else this.system.write(part);
  }

  #reset(request: Buffer): void {
    const { client } = this;
    if (!isHttp1(request)) {
      client.resetAndDestroy();
      return;
    }
    // The rest of the request is not forwarded.
    client.pause();
    client.write(INTERIM_REPLY, () => client.resetAndDestroy());
  }

  #reply(part: Buffer | undefined): void {
    if (this.client.destroyed) return;
    const { fault } = this.proxy;
    if (part) this.#requests.replied(part);
    // The set-up of a connection takes several replies, and would add up in the first call.
    const lateMs = fault.kind === 'latency' && this.#hasBegun ? fault.ms : 0;
    const atMs = Math.max(this.#notBeforeMs, performance.now() + lateMs);
    this.#waiting.push({ part, atMs });
    const isFirst = part !== undefined && this.#requests.isHttp2 && this.#firstMessages.isIn(part);
    if (isFirst && fault.kind === 'stall' && fault.ms !== undefined) this.#notBeforeMs = atMs + fault.ms;
    this.#bytes += part?.length ?? 0;
    if (this.#bytes > MOST_WAITING) this.system.pause();
    this.flush();
  }

  #isHeld(): boolean {
    const { isHeld, fault } = this.proxy;
    // A client that cannot set up its connection makes no request that could stay without a reply.
    if (!isHeld || !this.#hasBegun) return false;
    return !(this.#requests.isHttp2 && fault.kind === 'stall' && fault.ms !== undefined);
  }

  /** Sends the data whose delay is over. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.#isHeld() || this.client.destroyed) return;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const inMs = next.atMs - performance.now();
      if (inMs > 0) {
        this.#timer = setTimeout(() => this.flush(), Math.ceil(inMs));
        return;
      }
      this.#waiting.shift();
      this.#bytes -= next.part?.length ?? 0;
      if (next.part) this.client.write(next.part);
      else if (this.system.destroyed) this.client.destroySoon();
      else this.client.end();
    }
    this.system.resume();
  }
}
