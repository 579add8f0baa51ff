import { lifeOf } from '../jwt';
import { FOREVER_MS } from '../session';

/** Tokens carry whole seconds: one that was made at the end of a second lives so much shorter than it says. */
const ROUNDED_OFF_MS = 1_000;

/**
 * How long the tokens of a system live, by their own word: from `iat` to `exp`, which are both of the system's clock.
 * @returns the shortest life in ms that is safe; `FOREVER_MS` when a token says nothing of it, or lives too shortly to tell
 */
export function shortestLifeMs(tokens: readonly string[]): number {
  const livesMs = tokens.map((token) => (lifeOf(token) ?? 0) * 1_000);
  const shortest = Math.min(FOREVER_MS, ...livesMs) - ROUNDED_OFF_MS;
  return shortest > 0 ? shortest : FOREVER_MS;
}
