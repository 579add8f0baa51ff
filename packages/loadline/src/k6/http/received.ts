import type { Response } from 'k6/http';
import type { GotReply } from './expect';

/**
 * Length of a reply's body in bytes, as it came. By what the server says: a look at the body would have k6 make a text of it.
 * @param headers as k6 gives them
 * @returns undefined when the server does not say, as with `Transfer-Encoding: chunked`
 */
export function bodyBytes(method: string, status: number, headers: Response['headers']): number | undefined {
  // What such a reply says is the length that the body would have.
  if (method === 'HEAD' || status === 204 || status === 304) return 0;
  // k6 writes the name of any header like this.
  const length = headers['Content-Length'];
  return length === undefined ? undefined : Number(length);
}

/** A response of k6 as it is held against what was expected. Each look at a part of it costs: only what is asked for is read. */
export class ReceivedReply implements GotReply {
  /** As the call reads it. */
  content: unknown;
  readonly status: number;
  private known: Response['headers'] | undefined;

  constructor(
    readonly response: Response,
    readonly durationMs: number,
  ) {
    this.status = response.status;
  }

  /** As they came: k6 makes them anew at each look. */
  get headers(): Response['headers'] {
    this.known ??= this.response.headers;
    return this.known;
  }

  get text(): string | undefined {
    const { body } = this.response;
    return typeof body === 'string' ? body : undefined;
  }

  header(name: string): string | undefined {
    const { headers } = this;
    // k6 writes them `Retry-After`, as most people do.
    const value = headers[name];
    if (value !== undefined) return value;
    const lower = name.toLowerCase();
    const known = Object.keys(headers).find((key) => key.toLowerCase() === lower);
    return known === undefined ? undefined : headers[known];
  }
}
