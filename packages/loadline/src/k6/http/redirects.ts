import { asyncRequest, request as httpRequest, type Params, type Response } from 'k6/http';

/** A request that may be redirected. */
export interface Redirectable {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly params: Params;
  /** How many redirects are followed at most. */
  readonly redirects: number;
}

const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Follows redirects within the server's origin. k6 itself would follow a redirect to any host, and send the session's token
 * there. Here a redirect to another origin is returned as the reply, whose status is then unexpected.
 * @param baseUrl base URL of the server
 * @param leftMs called before each further request; returns the time that is left of the whole call, in ms
 * @returns undefined when no time is left for a further request
 */
export function followed(
  response: Response,
  request: Redirectable,
  baseUrl: string,
  leftMs: () => number,
): Response | undefined {
  for (
    let next = redirected(response, request, baseUrl);
    next !== undefined;
    next = redirected(response, next, baseUrl)
  ) {
    const timeout = leftMs();
    if (timeout <= 0) return undefined;
    next.params.timeout = timeout;
    response = httpRequest(next.method, next.url, next.body as null, next.params);
  }
  return response;
}

/** Follows redirects as {@link followed} does, without blocking the virtual user. */
export async function followedAsync(
  response: Response,
  request: Redirectable,
  baseUrl: string,
  leftMs: () => number,
): Promise<Response | undefined> {
  for (
    let next = redirected(response, request, baseUrl);
    next !== undefined;
    next = redirected(response, next, baseUrl)
  ) {
    const timeout = leftMs();
    if (timeout <= 0) return undefined;
    next.params.timeout = timeout;
    response = await asyncRequest(next.method, next.url, next.body as null, next.params);
  }
  return response;
}

/** Returns the request that a reply asks for instead. @returns undefined when the reply is not followed */
function redirected(
  response: Response,
  { method, url, body, params, redirects }: Redirectable,
  baseUrl: string,
): Redirectable | undefined {
  const { status } = response;
  if (redirects === 0 || !REDIRECTS.includes(status)) return undefined;
  const target = targetOf(response.headers.Location, url, baseUrl);
  if (target === undefined) return undefined;
  // As browsers do: a POST is not repeated unless the status requires it.
  const isPlain = status === 303 || (status < 303 && method === 'POST');
  return {
    method: isPlain && method !== 'HEAD' ? 'GET' : method,
    url: target,
    body: isPlain ? null : body,
    params,
    redirects: redirects - 1,
  };
}

/** Returns the URL that a redirect leads to. @returns undefined when it leads nowhere, or to another origin */
export function targetOf(location: string | undefined, url: string, baseUrl: string): string | undefined {
  if (location === undefined || location === '') return undefined;
  const origin = originOf(baseUrl);
  // The scheme is the one of the server.
  const whole = location.startsWith('//') ? baseUrl.slice(0, baseUrl.indexOf('//')) + location : location;
  if (hasScheme(whole)) {
    const other = originOf(whole);
    return originKey(other) === originKey(origin)
      ? other + withoutDots(whole.slice(other.length))
      : undefined;
  }
  if (location.startsWith('/')) return origin + withoutDots(location);
  const rest = url.slice(originOf(url).length);
  const path = rest.slice(0, endOfPath(rest)) || '/';
  if (location.startsWith('?')) return origin + path + location;
  return origin + withoutDots(path.slice(0, path.lastIndexOf('/') + 1) + location);
}

/** Whether a location is a URL. One in a query, as in `login?back=https://h/`, does not make it one. */
function hasScheme(location: string): boolean {
  const at = location.indexOf('://');
  return at > 0 && at < endOfPath(location) && !location.slice(0, at).includes('/');
}

function endOfPath(text: string): number {
  let end = 0;
  while (end < text.length && text[end] !== '?' && text[end] !== '#') end++;
  return end;
}

/** Returns `https://host:port` as it is written. */
function originOf(url: string): string {
  const start = url.indexOf('://') + 3;
  let end = start;
  while (end < url.length && !'/?#'.includes(url[end] as string)) end++;
  return url.slice(0, end);
}

/**
 * The same text for all spellings of one origin: `https://H:443` is `https://h`. A backslash or a user name stays in it, so a
 * URL with one has another origin.
 */
function originKey(origin: string): string {
  const key = origin.toLowerCase();
  const port = key.startsWith('https:') ? ':443' : ':80';
  return key.endsWith(port) ? key.slice(0, -port.length) : key;
}

/** Resolves `.` and `..` in a path, as browsers do before they send it. */
function withoutDots(pathAndQuery: string): string {
  if (!pathAndQuery.includes('/.')) return pathAndQuery;
  const end = endOfPath(pathAndQuery);
  const parts = pathAndQuery.slice(1, end).split('/');
  const kept: string[] = [];
  for (const part of parts) {
    if (part === '..') kept.pop();
    else if (part !== '.') kept.push(part);
  }
  // A path that ends with a dot part names a folder.
  const last = parts[parts.length - 1];
  if (last === '.' || last === '..') kept.push('');
  return `/${kept.join('/')}${pathAndQuery.slice(end)}`;
}
