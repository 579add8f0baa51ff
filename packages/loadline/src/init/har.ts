import { readFileSync } from 'node:fs';
import { ConfigurationError } from '../core/text/problem';
import { isSecretName } from '../core/text/shown-value';
import { idOf, withOwnNames } from './http-operations';
import type { Operation, Page, Shape } from './operation';
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
    readonly postData?: { readonly mimeType?: string; readonly text?: string };
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
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Reads the requests of a HAR file to one host, without styles, scripts and media: one journey for each page.
 * @param target `host:port`. Absent: the host of the first request
 * @throws {ConfigurationError} when the file cannot be read, or has no request to that host
 */
export function readHar(file: string, target: string | undefined): Recorded {
  const entries = read(file).filter(
    ({ request, response }) =>
      METHODS.includes(request.method) &&
      !ASSETS.test(response.content?.mimeType ?? '') &&
      response.status > 0,
  );
  const hostOf = ({ request }: Entry) => withPort(new URL(request.url));
  const host = target ?? (entries[0] && hostOf(entries[0]));
  const own = entries.filter((entry) => hostOf(entry) === host);
  const [first] = own;
  if (!first) {
    const hosts = [...new Set(entries.map(hostOf))].join(', ') || 'none';
    throw new ConfigurationError([
      {
        code: 'service-description',
        where: file,
        message: `holds no request to ${host}: it has those to ${hosts}`,
      },
    ]);
  }
  const names = [
    ...new Set(own.flatMap(({ request }) => request.headers.map(({ name }) => name.toLowerCase()))),
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
  return { pages, origin: new URL(first.request.url).origin, headers };
}

function read(file: string): readonly Entry[] {
  try {
    const { log } = JSON.parse(readFileSync(file, 'utf8'));
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
    if (!IS_ID.test(part)) return part.replaceAll(/[{}]/g, '_');
    const name = params.length === 0 ? 'id' : `id${params.length + 1}`;
    params.push({ name, kind: 'text', example: part });
    return `{${name}}`;
  });
  const route = parts.join('/');
  const query = [...url.searchParams].map(([name, value]): Shape => {
    const secret = isSecretName(name) ? { code: `secret(${quoted(variableOf(name))})` } : { example: value };
    return { name, kind: 'text', isRequired: true, ...secret };
  });
  const { bodyCode, body } = bodyOf(request.postData);
  const http = {
    method: request.method,
    route,
    status: response.status,
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
  const { mimeType = '', text = '' } = data ?? {};
  if (text === '') return { body: undefined };
  if (mimeType.includes('form-urlencoded'))
    return { body: 'form', bodyCode: code(Object.fromEntries(new URLSearchParams(text))) };
  try {
    return { body: 'json', bodyCode: code(JSON.parse(text)) };
  } catch {
    return { body: undefined };
  }
}

/** A JSON value as TypeScript. Fields with the name of a secret become variables. */
function code(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(code).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, one]) => {
    const isSecret = isSecretName(name) && typeof one === 'string';
    return `${property(name)}: ${isSecret ? `secret(${quoted(variableOf(name))})` : code(one)}`;
  });
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
