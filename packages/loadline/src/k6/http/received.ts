import type { Response } from 'k6/http';
import type { GotReply } from './expect';

/**
 * Returns the size of a reply's body in bytes, as transferred. It comes from the header, because reading the body would make
 * k6 convert it to a text.
 * @param headers headers as k6 returns them
 * @returns undefined when the server does not send the size, as with `Transfer-Encoding: chunked`
 */
export function bodyBytes(method: string, status: number, headers: Response['headers']): number | undefined {
  // The header of such a reply gives the size that the body would have.
  if (method === 'HEAD' || status === 204 || status === 304) return 0;
  // k6 writes the names of all headers in this form.
  const length = headers['Content-Length'];
  return length === undefined ? undefined : Number(length);
}

/** Maximum size of a body that is kept for a call without `reply`, in bytes. */
const MOST_KEPT_BYTES = 100_000;

/**
 * A response of k6 as a {@link GotReply}. Each access to a part of it is expensive in k6, so a part is read only when it is
 * needed.
 */
export class ReceivedReply implements GotReply {
  /** The content as the call decoded it. */
  content: unknown;
  readonly status: number;
  private known: Response['headers'] | undefined;

  constructor(
    readonly response: Response,
    readonly durationMs: number,
    /** The traceparent that was sent with the request. Undefined: tracing is off. */
    readonly traceparent?: string | undefined,
  ) {
    this.status = response.status;
  }

  /** The headers, cached because k6 builds them again at each access. */
  get headers(): Response['headers'] {
    this.known ??= this.response.headers;
    return this.known;
  }

  get text(): string | undefined {
    const { body } = this.response;
    return typeof body === 'string' ? body : undefined;
  }

  /** Whether the body is so large that keeping it only to quote it in a failure costs too much. */
  isLarge(method: string): boolean {
    const bytes = bodyBytes(method, this.status, this.headers) ?? this.text?.length ?? 0;
    return bytes > MOST_KEPT_BYTES;
  }

  header(name: string): string | undefined {
    const { headers } = this;
    // k6 writes names like `Retry-After`, and so do most users.
    const value = headers[name];
    if (value !== undefined) return value;
    const lower = name.toLowerCase();
    const known = Object.keys(headers).find((key) => key.toLowerCase() === lower);
    return known === undefined ? undefined : headers[known];
  }
}
