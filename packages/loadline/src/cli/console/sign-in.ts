import { randomBytes } from 'node:crypto';

/** Most browsers that are signed in at the same time. The oldest one has to sign in again. */
const MOST_SESSIONS = 100;

/** Browsers that have signed in by a one-time link. */
export class Sessions {
  readonly #links = new Set<string>();
  readonly #cookies = new Set<string>();

  /** A secret for one link. */
  newLink(): string {
    const secret = newSecret();
    this.#links.add(secret);
    return secret;
  }

  /** Changes the secret of a link for that of a cookie. @returns undefined for a link that was used, or never made */
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

/** Script of the page to sign in: it sends the secret in the fragment of its link, which no log of a server holds. */
export const SIGN_IN_SCRIPT = `
const t = new URLSearchParams(location.hash.slice(1)).get('t');
history.replaceState(null, '', '/sign-in');
if (t) fetch('/api/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ t }) })
  .then((reply) => { if (reply.ok) location.replace('/'); });
`;
