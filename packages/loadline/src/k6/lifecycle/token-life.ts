import { lifeOf } from '../auth/jwt';
import { FOREVER_MS, type SignedIn } from '../auth/session';

/** Tokens carry whole seconds: one that was made at the end of a second lives so much shorter than it says. */
const ROUNDED_OFF_MS = 1_000;

/** A session as set-up opened it. */
export interface OpenedSession extends SignedIn {
  /** When it was asked for, in ms since the epoch. */
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
}

/**
 * How long the tokens of a system live: what it says beside the token, else by the token's own word.
 * @returns the shortest life in ms that is safe; `FOREVER_MS` when nothing says it, or a token lives too shortly to tell
 */
export function shortestLifeMs(sessions: readonly OpenedSession[]): number {
  const livesMs = sessions.flatMap(({ token, expiresInS, askedAtMs }) => {
    const lifeS = expiresInS ?? lifeOf(token, askedAtMs);
    return lifeS === undefined ? [] : [lifeS * 1_000];
  });
  const shortest = Math.min(FOREVER_MS, ...livesMs) - ROUNDED_OFF_MS;
  return shortest > 0 ? shortest : FOREVER_MS;
}
