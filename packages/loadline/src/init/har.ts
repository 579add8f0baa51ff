import { readFileSync } from 'node:fs';
import { ConfigurationError } from '../core/text/problem';
import { isSecretName } from '../core/text/shown-value';
import { idOf } from './http-operations';
import { type Operation, type Page, type Shape, withOwnNames } from './operation';
import { property, quoted } from './values';

interface Pair {
  readonly name: string;
  readonly value: string;
}

/** The fields of a HAR entry that are read. */
interface Entry {
  readonly pageref?: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly Pair[];
    readonly postData?: {
      readonly mimeType?: string;
      readonly text?: string;
      readonly params?: readonly { readonly name: string; readonly value?: string }[];
    };
  };
  readonly response: { readonly status: number; readonly content?: { readonly mimeType?: string } };
}

/** A browser's recording of the requests to one host. */
export interface Recorded {
  readonly pages: readonly Page[];
  /** Origin of the host: `http://host:port`. */
  readonly origin: string;
  /** Headers that identify the user. The value of each is a variable. */
  readonly headers: readonly { readonly name: string; readonly variable: string }[];
}

/** Headers with a secret or a session of the user. */
const OF_USERS = /^(authorization|cookie|x-api-key|api-key|x-auth-token|x-csrf-token|x-xsrf-token)$/i;
const ASSETS = /^(image|font|video|audio)\/|css|javascript/;
const IS_ID = /^(\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24,})$/i;
/** Further names of values that only the user knows. */
const OF_SECRETS = /^(pass|pwd|pin|otp|code|sid|sig|key)$|auth|jwt|session|signature|csrf|xsrf/i;
const IS_JWT = /^eyJ[\w-]{8,}\./;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Reads the requests of a HAR file to one host, without styles, scripts and media: one journey for each page.
 * @param target `host:port`. Absent: the host of the first request
 * @throws {ConfigurationError} when the file cannot be read, or has no request to that host
 */
export function readHar(file: string, target: string | undefined): Recorded {
  // A request that was cut off has status 0, and one that became a WebSocket has 101.
  const entries = read(file).filter(
    ({ request, response }) =>
      METHODS.includes(request?.method) &&
      URL.canParse(request.url) &&
      /^https?:$/.test(new URL(request.url).protocol) &&
      !ASSETS.test(response?.content?.mimeType ?? '') &&
      response?.status >= 200,
  );
  const hostOf = ({ request }: Entry) => withPort(new URL(request.url));
  const host = target ?? (entries[0] && hostOf(entries[0]));
  const own = entries.filter((entry) => hostOf(entry) === host);
  const [first] = own;
  if (!first) {
    const hosts = [...new Set(entries.map(hostOf))].join(', ');
    const message =
      host === undefined || hosts === ''
        ? 'holds no request that can be repeated: apart from styles, scripts and media, none is over HTTP with a reply'
        : `holds no request to ${host}, only to ${hosts}`;
    throw new ConfigurationError([{ code: 'service-description', where: file, message }]);
  }
  const names = [
    ...new Set(own.flatMap(({ request }) => (request.headers ?? []).map(({ name }) => name.toLowerCase()))),
  ];
  const headers = names
    .filter((name) => OF_USERS.test(name))
    .map((name) => ({ name, variable: variableOf(name) }));
  const operations = withOwnNames(own.map(operationOf));
  const refs = [...new Set(own.map(({ pageref }) => pageref ?? 'page'))];
  const pages = refs.map((ref, i) => ({
    name: `page${i + 1}`,
    operations: operations.filter((_, at) => (own[at]?.pageref ?? 'page') === ref),
  }));
  return { pages, origin: `${new URL(first.request.url).protocol}//${host}`, headers };
}

function read(file: string): readonly Entry[] {
  try {
    const { log } = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')) ?? {};
    if (Array.isArray(log?.entries)) return log.entries;
  } catch (error) {
    throw new ConfigurationError([
      { code: 'service-description', where: file, message: `cannot be read: ${(error as Error).message}` },
    ]);
  }
  throw new ConfigurationError([
    { code: 'service-description', where: file, message: 'is no HAR file: it has no log.entries' },
  ]);
}

function withPort({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

/** Name of the variable for a secret. loadline masks the values of variables with such a name. */
function variableOf(name: string): string {
  const variable = name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
  return isSecretName(variable) ? variable : `${variable}_SECRET`;
}

function operationOf({ request, response }: Entry): Operation {
  const url = new URL(request.url);
  const params: Shape[] = [];
  const parts = url.pathname.split('/').map((part) => {
    const isJwt = IS_JWT.test(part);
    if (!IS_ID.test(part) && !isJwt) return part.replaceAll(/[{}]/g, '_');
    const name = params.length === 0 ? 'id' : `id${params.length + 1}`;
    params.push({ name, kind: 'text', ...(isJwt ? { code: code(part, 'path_token') } : { example: part }) });
    return `{${name}}`;
  });
  const route = parts.join('/');
  // A name may occur several times.
  const query = [...new Set(url.searchParams.keys())].map((name): Shape => {
    const values = url.searchParams.getAll(name);
    return { name, kind: 'text', isRequired: true, code: code(values.length > 1 ? values : values[0], name) };
  });
  const { bodyCode, body } = bodyOf(request.postData);
  const http = {
    method: request.method,
    route,
    // The browser had the content already.
    status: response.status === 304 ? 200 : response.status,
    body,
    ...(bodyCode && { bodyCode }),
  };
  return {
    call: `${request.method} ${route}`,
    id: idOf(request.method.toLowerCase(), route),
    verb: 'other',
    resource: route,
    isStream: false,
    request: [],
    reply: [],
    params,
    query,
    http,
  };
}

function bodyOf(data: Entry['request']['postData']): {
  bodyCode?: string;
  body: 'json' | 'form' | undefined;
} {
  const { mimeType = '', text = '', params = [] } = data ?? {};
  if (mimeType.includes('form-urlencoded')) {
    const pairs =
      text === '' ? params.map(({ name, value = '' }) => [name, value]) : [...new URLSearchParams(text)];
    return { body: 'form', bodyCode: code(Object.fromEntries(pairs)) };
  }
  try {
    return { body: 'json', bodyCode: code(JSON.parse(text)) };
  } catch {
    return { body: undefined };
  }
}

/** A JSON value as TypeScript. A token, or a value with the name of a secret, becomes a variable. */
function code(value: unknown, name = 'value'): string {
  const isScalar = typeof value === 'string' || typeof value === 'number';
  if (isScalar && (isSecretName(name) || OF_SECRETS.test(name) || IS_JWT.test(String(value)))) {
    const read = `secret(${quoted(variableOf(name))})`;
    return typeof value === 'number' ? `Number(${read})` : read;
  }
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map((one) => code(one, name)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, one]) => `${property(key)}: ${code(one, key)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
