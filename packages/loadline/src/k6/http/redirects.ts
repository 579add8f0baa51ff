import { request as httpRequest, type Params, type Response } from 'k6/http';

/** A reply that may be a redirect, and its request. */
interface Redirected {
  readonly response: Response;
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  /** How many redirects are followed at most. */
  readonly redirects: number;
  readonly params: Params;
}

const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Follows redirects within the server's origin. k6 itself would follow a redirect to any host, and send the session's token
 * there. Here a redirect to another origin is returned as the reply, whose status is then unexpected.
 * @param baseUrl base URL of the server
 * @param leftMs called before each further request; returns the time that is left, in ms
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
    // As browsers do: a POST is not repeated unless the status requires it.
    if (response.status === 303 || (response.status < 303 && method === 'POST')) {
      method = method === 'HEAD' ? 'HEAD' : 'GET';
      body = null;
    }
    params.timeout = leftMs();
    response = httpRequest(method, url, body as null, params);
  }
  return response;
}

/** Returns the URL that a redirect leads to. @returns undefined when it leads nowhere, or to another origin */
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

/** Returns `https://host:port`. A backslash or a user name stays in the result, so such a URL has another origin. */
function originOf(url: string): string {
  const start = url.indexOf('://') + 3;
  let end = start;
  while (end < url.length && !'/?#'.includes(url[end] as string)) end++;
  return url.slice(0, end).toLowerCase();
}
