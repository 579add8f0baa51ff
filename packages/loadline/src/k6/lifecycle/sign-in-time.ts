import type { OpenedSession } from './token-life';

/**
 * What one more sign-in takes of the system while others are under way: the first one, which is alone, tells how long one
 * takes in all, the way there and back included; all the others together tell whether they wait for each other.
 * @returns in ms; 0 when they do not, or when there are too few sessions to see it
 */
export function signInTimeMs(sessions: readonly OpenedSession[]): number {
  const [first, ...others] = sessions;
  if (!first || others.length < 2) return 0;
  const startMs = Math.min(...others.map(({ askedAtMs }) => askedAtMs));
  const togetherMs = Math.max(...others.map(({ answeredAtMs }) => answeredAtMs)) - startMs;
  return Math.max(0, togetherMs - (first.answeredAtMs - first.askedAtMs)) / (others.length - 1);
}
