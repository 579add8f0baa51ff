import { HEADERS, Http2Frames } from './http2-frames';

/** First bytes of an HTTP/2 connection without TLS: `PRI * HTTP/2.0 … SM …`, 24 bytes. */
const HTTP2 = 'PRI * HTTP/2';
const PREFACE_BYTES = 24;
/** Number of bytes that certainly contain the method of an HTTP/1 request, and the beginning of its address. */
const LONGEST_METHOD = 40;
/** First byte of a TLS connection. */
const TLS = 0x16;
/** Number of parts of a TLS handshake that a client sends: ClientHello, and the end of the handshake. */
const HANDSHAKE_PARTS = 2;

/**
 * Counts the requests that begin in what a client sends on one connection. In HTTP/2 without TLS these are the streams that
 * it opens. Elsewhere a client waits for its reply, so a request is all that it sends until a reply comes. Over TLS the
 * handshake is not counted, but each HTTP/2 frame that answers a reply, such as a window update, counts as a request.
 */
export class RequestStarts {
  #kind: 'http2' | 'tls' | 'turns' | undefined;
  #parts = 0;
  #isOpen = false;
  readonly #frames = new Http2Frames(PREFACE_BYTES);
  #lastStream = 0;

  /** Whether the connection is one of HTTP/2 without TLS. */
  get isHttp2(): boolean {
    return this.#kind === 'http2';
  }

  /** @returns the number of requests that begin in this part */
  sent(part: Buffer): number {
    this.#kind ??= kindOf(part);
    if (this.#kind === 'http2') return this.#streamsIn(part);
    this.#parts += 1;
    if (this.#isOpen || (this.#kind === 'tls' && this.#parts <= HANDSHAKE_PARTS)) return 0;
    this.#isOpen = true;
    return 1;
  }

  /** A part of a reply came: what the client sends next is a new request. */
  replied(): void {
    this.#isOpen = false;
  }

  #streamsIn(part: Buffer): number {
    let opened = 0;
    for (const { type, stream } of this.#frames.add(part)) {
      // A client opens a stream with HEADERS. Trailers are HEADERS too, but of a stream that is open already.
      if (type !== HEADERS || stream <= this.#lastStream) continue;
      this.#lastStream = stream;
      opened += 1;
    }
    return opened;
  }
}

function kindOf(first: Buffer): 'http2' | 'tls' | 'turns' {
  if (first[0] === TLS) return 'tls';
  return first.toString('latin1', 0, HTTP2.length) === HTTP2 ? 'http2' : 'turns';
}

/** Whether a part begins with a request of HTTP/1, without TLS. */
export function isHttp1(part: Buffer): boolean {
  return /^[A-Z]+ (\/|https?:)/.test(part.toString('latin1', 0, LONGEST_METHOD));
}
