import { request as httpRequest, type Params, type Response } from 'k6/http';

/** A reply that may be a redirect, and what was asked for. */
interface Redirected {
  readonly response: Response;
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  /** How many are followed at most. */
  readonly redirects: number;
  readonly params: Params;
}

const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * The reply that a redirect leads to. k6 itself would go wherever a server points, and with the session's token: here a
 * redirect to another origin is the reply, whose status is not the one expected.
 * @param baseUrl of the server
 * @param leftMs asked before each further request
 */
export function followed(
  { response, method, url, body, redirects, params }: Redirected,
  baseUrl: string,
  leftMs: () => number,
): Response {
  for (let i = 0; i < redirects && REDIRECTS.includes(response.status); i++) {
    const target = targetOf(response.headers.Location, url, baseUrl);
    if (target === undefined) return response;
    url = target;
    // As browsers do: what was posted is not posted again, unless the status says so.
    if (response.status === 303 || (response.status < 303 && method === 'POST')) {
      method = method === 'HEAD' ? 'HEAD' : 'GET';
      body = null;
    }
    params.timeout = leftMs();
    response = httpRequest(method, url, body as null, params);
  }
  return response;
}

/** Where a redirect leads; undefined: nowhere, or to another origin. */
export function targetOf(location: string | undefined, url: string, baseUrl: string): string | undefined {
  if (location === undefined || location === '') return undefined;
  const origin = originOf(baseUrl);
  if (location.startsWith('//')) return undefined;
  if (location.startsWith('/')) return origin + location;
  if (location.includes('://')) return originOf(location) === origin ? location : undefined;
  const path = url.split('?')[0] as string;
  return location.startsWith('?')
    ? path + location
    : `${path.slice(0, path.lastIndexOf('/') + 1)}${location}`;
}

/** `https://host:port`. A backslash and a user name are no part of one, so that such a URL has another. */
function originOf(url: string): string {
  const start = url.indexOf('://') + 3;
  let end = start;
  while (end < url.length && !'/?#'.includes(url[end] as string)) end++;
  return url.slice(0, end).toLowerCase();
}
