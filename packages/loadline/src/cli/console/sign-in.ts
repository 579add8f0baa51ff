import { randomBytes } from 'node:crypto';

/** Maximum number of signed-in browsers. Beyond it, the one that signed in first has to sign in again. */
const MOST_SESSIONS = 100;

/** The browsers that signed in with a one-time link. */
export class Sessions {
  readonly #links = new Set<string>();
  readonly #cookies = new Set<string>();

  /** Makes the secret of a new one-time link. */
  newLink(): string {
    const secret = newSecret();
    this.#links.add(secret);
    return secret;
  }

  /**
   * Exchanges the secret of a link for a cookie.
   * @returns undefined when the link was used already, or does not exist
   */
  open(link: unknown): string | undefined {
    if (typeof link !== 'string' || !this.#links.delete(link)) return undefined;
    const cookie = newSecret();
    this.#cookies.add(cookie);
    for (const oldest of this.#cookies) if (this.#cookies.size > MOST_SESSIONS) this.#cookies.delete(oldest);
    return cookie;
  }

  readonly has = (cookie: string): boolean => this.#cookies.has(cookie);
}

/** 32 random bytes. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Script of the sign-in page. It sends the secret from the link's fragment, which never appears in a server log. */
export const SIGN_IN_SCRIPT = `
const t = new URLSearchParams(location.hash.slice(1)).get('t');
history.replaceState(null, '', '/sign-in');
if (t) fetch('/api/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ t }) })
  .then((reply) => { if (reply.ok) location.replace('/'); });
`;
