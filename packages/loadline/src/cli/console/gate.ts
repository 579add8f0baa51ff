import { createHash, timingSafeEqual } from 'node:crypto';

/** The parts of a request that decide whether it is accepted. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  /** Value of a header, by its lower-case name. */
  readonly header: (name: string) => string | undefined;
}

/** Conditions that each request has to meet. */
export interface GateRules {
  readonly port: number;
  /** Other host names of this console in URLs: `load.example.com` or `load.example.com:8443`. */
  readonly names: readonly string[];
  /** Random value, new for each start of the console. Only its pages know it. */
  readonly nonce: string;
  /** Needed only when other machines can reach the console. */
  readonly token?: string | undefined;
  /** Whether a cookie belongs to a browser that has signed in. */
  readonly isSession?: (cookie: string) => boolean;
}

/** Why a request is refused. */
export interface Refusal {
  readonly status: 401 | 403 | 413 | 415 | 421;
  readonly error: string;
}

/** Largest body of a request, in bytes. */
export const MOST_BODY_BYTES = 64 * 1024;

/** Route at which a browser exchanges the secret of its one-time link for a cookie. */
export const SIGN_IN = '/api/session';

/**
 * Name of the cookie of a browser that has signed in. Browsers send cookies to all ports of a machine, so each console has a
 * name of its own.
 */
export function cookieName(port: number): string {
  return `loadline-${port}`;
}

/** Routes that a browser needs to sign in. They contain no data of runs. */
const OPEN = ['/sign-in', '/sign-in.js', '/report.js', '/console.css'];

/**
 * Decides whether a request is accepted, before any route. Other web pages can make a browser send requests to a
 * console on the same machine. The check of `Host` stops pages whose own host name points to this machine. The checks
 * of `Origin`, `Sec-Fetch-Site`, the content type and the nonce stop cross-site requests.
 * @returns undefined when the request may pass
 */
export function refusal(asked: Asked, rules: GateRules): Refusal | undefined {
  const { method, path, header } = asked;
  const host = header('host') ?? '';
  if (!hostsOf(rules).includes(host.toLowerCase()))
    return { status: 421, error: 'this console is not asked for by this name: see --public-name' };
  const isChange = method !== 'GET' && method !== 'HEAD';
  if (isChange) {
    const refused = refusedChange(asked, host, rules);
    if (refused) return refused;
  } else if (isCrossSite(header) && !isPage(asked))
    return { status: 403, error: 'asked for by another site' };
  if (rules.token === undefined || OPEN.includes(path) || (path === SIGN_IN && method === 'POST'))
    return undefined;
  const hasToken = isSame(header('authorization') ?? '', `Bearer ${rules.token}`);
  if (hasToken || rules.isSession?.(cookieOf(header('cookie') ?? '', cookieName(rules.port))))
    return undefined;
  return { status: 401, error: 'sign in by the link that the console has printed, or send its token' };
}

function refusedChange({ path, header }: Asked, host: string, { nonce }: GateRules): Refusal | undefined {
  const origin = header('origin') ?? '';
  if (origin !== `http://${host}` && origin !== `https://${host}`)
    return { status: 403, error: 'sent by a page of another origin' };
  if (isCrossSite(header)) return { status: 403, error: 'sent by another site' };
  if (path !== SIGN_IN && !isSame(header('x-loadline') ?? '', nonce))
    return { status: 403, error: 'the console was started again: load its page again' };
  if (!/^application\/json\s*(;|$)/i.test(header('content-type') ?? ''))
    return { status: 415, error: 'send JSON' };
  const length = header('content-length');
  if (length === undefined || !/^\d+$/.test(length) || Number(length) > MOST_BODY_BYTES)
    return { status: 413, error: `a body has at most ${MOST_BODY_BYTES} bytes, and says how many` };
  return undefined;
}

/** Whether a user opens a page or a file, even by a link on another site: that site cannot read the answer. */
function isPage({ path, header }: Asked): boolean {
  return !path.startsWith('/api/') && header('sec-fetch-mode') === 'navigate';
}

/** Whether a browser says that another site sent the request. Old browsers and scripts do not send the header. */
function isCrossSite(header: Asked['header']): boolean {
  return !['same-origin', 'none', undefined].includes(header('sec-fetch-site'));
}

function hostsOf({ port, names }: GateRules): string[] {
  const own = ['127.0.0.1', 'localhost', '[::1]'];
  const here = own.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]);
  return [...here, ...names.map((name) => name.toLowerCase())];
}

function cookieOf(cookies: string, name: string): string {
  const pair = cookies.split(/;\s*/).find((text) => text.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) ?? '';
}

/** Compares two texts in constant time. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
