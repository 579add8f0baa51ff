import type { OpenedSession } from './token-life';

/**
 * Returns the time that one more sign-in takes in the system while others are under way. The first sign-in is alone: it
 * shows how long one takes in all, network included. The others together show whether they wait for each other.
 * @returns time in ms; 0 when they do not wait, or when there are too few sessions to see it
 */
export function signInTimeMs(sessions: readonly OpenedSession[]): number {
  const [first, ...others] = sessions;
  if (!first || others.length < 2) return 0;
  const startMs = Math.min(...others.map(({ askedAtMs }) => askedAtMs));
  const togetherMs = Math.max(...others.map(({ answeredAtMs }) => answeredAtMs)) - startMs;
  return Math.max(0, togetherMs - (first.answeredAtMs - first.askedAtMs)) / (others.length - 1);
}
