import type { IncomingHttpHeaders } from 'node:http';

/** A request as a handler sees it, its body already read. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** What the parts in braces of the route matched, e.g. `id` of `GET /requests/{id}`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** IP address of the other end. */
  readonly clientAddress: string;
  /** Aborted when the other end hangs up before the answer, or the service stops: waits should end with it. */
  readonly closed: AbortSignal;
}

/** What a handler answers. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Does the work of one route. A {@link Refusal} it throws is answered as it says. */
export type HttpHandler = (request: HttpRequest) => HttpReply | Promise<HttpReply>;

/** Ends a handler early with a reply of its own. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(readonly reply: HttpReply) {
    super(`refused with ${reply.status}`);
  }
}

/** A JSON reply. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): HttpReply {
  const body = Buffer.from(JSON.stringify(value));
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

/** A text reply, `text/html` unless told otherwise: what Flask sends for a bare string. */
export function text(status: number, content: string, type = 'text/html; charset=utf-8'): HttpReply {
  return { status, headers: { 'content-type': type }, body: Buffer.from(content) };
}

/** A binary reply. */
export function binary(status: number, content: Uint8Array, type: string): HttpReply {
  return { status, headers: { 'content-type': type }, body: Buffer.from(content) };
}

/**
 * The JSON object in a request's body, whatever its Content-Type says.
 * @returns undefined when it is not JSON or not an object
 */
export function jsonObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
