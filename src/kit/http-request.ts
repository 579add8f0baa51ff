import type { RequestBody } from 'k6/http';

/** A binary format: `{ encode, decode }` of a generated protobuf message. */
export interface Codec<Message> {
  encode(message: Message): Uint8Array;
  decode(bytes: Uint8Array): Message;
}

/**
 * How a body is sent. `form`: an object of texts. `multipart`: an object of texts and of files (`file` of k6/http).
 * `text`: as it is.
 */
export type BodyFormat<Body> = 'json' | 'form' | 'multipart' | 'text' | Pick<Codec<Body>, 'encode'>;

/** Values of the parts in braces of a route, and of a query; undefined ones of a query are left out. */
export type UrlValues = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * The URL of a call.
 * @throws {Error} when a part in braces has no value
 */
export function urlOf(base: string, route: string, params: UrlValues = {}, query: UrlValues = {}): string {
  const path = route.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === '') throw new Error(`${route}: there is no value for "${name}"`);
    return encodeURIComponent(String(value));
  });
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`],
  );
  return pairs.length === 0 ? base + path : `${base}${path}?${pairs.join('&')}`;
}

/** A body as k6 sends it. */
export function encoded<Body>(body: Body, format: BodyFormat<Body>): RequestBody | ArrayBuffer {
  if (format === 'json') return JSON.stringify(body);
  if (typeof format === 'string') return body as RequestBody;
  const { buffer, byteOffset, byteLength } = format.encode(body);
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

/** What a body says that it is; k6 itself says it of forms. */
export function contentType(format: BodyFormat<never> | undefined): string | undefined {
  if (format === 'json') return 'application/json';
  if (format === 'text') return 'text/plain; charset=utf-8';
  return typeof format === 'object' ? 'application/octet-stream' : undefined;
}
