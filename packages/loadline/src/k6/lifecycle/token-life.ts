import { lifeOf } from '../auth/jwt';
import { FOREVER_MS, type SignedIn } from '../auth/session';

/**
 * Tokens contain whole seconds: a token that was made at the end of a second lives up to this much shorter than it says, in
 * ms.
 */
const ROUNDED_OFF_MS = 1_000;

/** A session that set-up opened. */
export interface OpenedSession extends SignedIn {
  /** When the sign-in was sent, in ms since the epoch. `answeredAtMs` is when it was answered. */
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
}

/**
 * Returns how long the tokens of a system live: by what the system reports with the token, else by the token's own claims.
 * @returns the shortest life that is safe, in ms; `FOREVER_MS` when it is unknown or too short to be measured
 */
export function shortestLifeMs(sessions: readonly OpenedSession[]): number {
  const livesMs = sessions.flatMap(({ token, expiresInS, askedAtMs }) => {
    const lifeS = expiresInS ?? lifeOf(token, askedAtMs);
    return lifeS === undefined ? [] : [lifeS * 1_000];
  });
  const shortest = Math.min(FOREVER_MS, ...livesMs) - ROUNDED_OFF_MS;
  return shortest > 0 ? shortest : FOREVER_MS;
}
