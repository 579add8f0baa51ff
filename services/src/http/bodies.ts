import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ServiceContext } from './service-app';

/** A text reply with the headers that Flask sends for a plain string. hono would write the charset in capitals. */
export function bareText(c: ServiceContext, text: string, status: ContentfulStatusCode = 200): Response {
  return c.body(text, status, { 'content-type': 'text/html; charset=utf-8' });
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
