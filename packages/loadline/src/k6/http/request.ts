import type { RequestBody } from 'k6/http';

/**
 * Encodes a binary format: a generated protobuf message, whose writer returns the bytes, or anything else that returns
 * bytes.
 */
export interface Encoder<Message> {
  encode(message: Message): Uint8Array | { finish(): Uint8Array };
}

/** Decodes a binary format: a generated protobuf message. */
export interface Decoder<Message> {
  decode(bytes: Uint8Array): Message;
}

/**
 * Format of a body. `form`: an object of texts. `multipart`: an object of texts and of files (`file` of k6/http). `text`:
 * sent unchanged.
 */
export type BodyFormat<Body> = 'json' | 'form' | 'multipart' | 'text' | Encoder<Body>;

type UrlValue = string | number | boolean | undefined;

/** Values of the variable parts of a route. */
export type UrlValues = Readonly<Record<string, UrlValue>>;

/** Values of a query. An undefined value is left out; a list repeats its name for each of its values. */
export type QueryValues = Readonly<Record<string, UrlValue | readonly (string | number | boolean)[]>>;

/** Cache of URL-encoded names of query parameters: there are few, and each is used again and again. */
const encodedNames: Record<string, string> = Object.create(null);

/** A parsed route. It uses no regular expression, because a virtual user's first one costs it 15 kB. */
export class Route {
  /** Fixed texts alternating with the names of the variable parts. */
  private readonly parts: readonly string[];
  /** What comes before the first parameter of a query. The route may have a query of its own. */
  private readonly mark: '?' | '&';

  constructor(private readonly route: string) {
    this.parts = route.replaceAll('}', '{').split('{');
    this.mark = route.includes('?') ? '&' : '?';
  }

  /**
   * Makes the URL of a call.
   * @throws {Error} when a variable part has no value
   */
  url(base: string, params: UrlValues | undefined, query: QueryValues | undefined): string {
    const { parts } = this;
    let url = base + parts[0];
    for (let i = 1; i < parts.length; i += 2) {
      const part = parts[i] as string;
      const isPath = part.startsWith('+');
      const name = isPath ? part.slice(1) : part;
      const value = params?.[name];
      if (value === undefined || value === '')
        throw new Error(`${this.route}: there is no value for "${name}"`);
      const encodedValue = encodeURIComponent(value);
      url += (isPath ? encodedValue.replaceAll('%2F', '/') : encodedValue) + parts[i + 1];
    }
    if (query === undefined) return url;
    let mark = this.mark;
    // A loop by index, because in k6 `for … in` costs three times as much.
    const names = Object.keys(query);
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      const value = query[name];
      if (value === undefined) continue;
      encodedNames[name] ??= encodeURIComponent(name);
      const values = typeof value === 'object' ? value : undefined;
      for (let at = 0; at < (values?.length ?? 1); at++) {
        const one = (values ? values[at] : value) as string | number | boolean;
        url += `${mark}${encodedNames[name]}=${encodeURIComponent(one)}`;
        mark = '&';
      }
    }
    return url;
  }
}

/** Encodes a body for k6. */
export function encoded<Body>(body: Body, format: BodyFormat<Body>): RequestBody | ArrayBuffer {
  if (format === 'json') return JSON.stringify(body);
  if (typeof format === 'string') return body as RequestBody;
  const written = format.encode(body);
  const bytes = 'finish' in written ? written.finish() : written;
  const buffer = bytes.buffer as ArrayBuffer;
  if (bytes.byteLength === buffer.byteLength) return buffer;
  return buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}

/** Returns the content type of a body. k6 itself sets that of forms. */
export function contentType(format: BodyFormat<never> | undefined): string | undefined {
  if (format === 'json') return 'application/json';
  if (format === 'text') return 'text/plain; charset=utf-8';
  return typeof format === 'object' ? 'application/octet-stream' : undefined;
}
