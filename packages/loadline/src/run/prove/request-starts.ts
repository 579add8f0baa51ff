import { HEADERS, http2Frames } from './http2-frames';
import { TlsRequests } from './tls-requests';

/** First bytes of an HTTP/2 connection without TLS: `PRI * HTTP/2.0 … SM …`, 24 bytes. */
const HTTP2 = 'PRI * HTTP/2';
const PREFACE_BYTES = 24;
/** Number of bytes that certainly contain the method of an HTTP/1 request, and the beginning of its address. */
const LONGEST_METHOD = 40;
/** First byte of a TLS connection. */
const TLS = 0x16;

/**
 * Counts the requests that begin in what a client sends on one connection. In HTTP/2 without TLS these are the streams that
 * it opens. Elsewhere a client waits for its reply, so a request is all that it sends until a reply comes. Over TLS the set-up
 * of the connection is not counted, but each HTTP/2 frame that answers a reply, such as a window update, counts as a request.
 */
export class RequestStarts {
  #kind: 'http2' | 'tls' | 'turns' | undefined;
  #isOpen = false;
  readonly #frames = http2Frames(PREFACE_BYTES);
  readonly #tls = new TlsRequests();
  #lastStream = 0;

  /** Whether the connection is one of HTTP/2 without TLS. */
  get isHttp2(): boolean {
    return this.#kind === 'http2';
  }

  /** @returns the number of requests that begin in this part */
  sent(part: Buffer): number {
    this.#kind ??= kindOf(part);
    if (this.#kind === 'http2') return this.#streamsIn(part);
    const isRequest = this.#kind !== 'tls' || this.#tls.isIn(part);
    if (this.#isOpen || !isRequest) return 0;
    this.#isOpen = true;
    return 1;
  }

  /** Takes a part of a reply: what the client sends after it is a new request. */
  replied(part: Buffer): void {
    this.#isOpen = false;
    this.#tls.replied(part);
  }

  #streamsIn(part: Buffer): number {
    let opened = 0;
    for (const { head, isFirst } of this.#frames.add(part)) {
      const { type, stream } = head;
      // A client opens a stream with HEADERS. Trailers are HEADERS too, but of a stream that is open already.
      if (!isFirst || type !== HEADERS || stream <= this.#lastStream) continue;
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
