/** Iterations wait this much of their time for a sign-in that was asked for in their turn. */
const WAITED_FOR = 1.2;

/**
 * In how many turns the virtual users of a run sign in again after the system has ended all their sessions, each turn as
 * long as an iteration may take. Each asks at its first iteration in its turn, so that a turn brings the system the same
 * work as any other; what is left over at the end of the last one must not keep anybody waiting for longer than the answer
 * is waited for:
 *
 *     needMs / turns · turns − turns · windowMs ≤ WAITED_FOR · windowMs
 *
 * @param needMs what the sign-ins of all virtual users take of the system
 * @param windowMs the longest an iteration may take
 * @returns 1: all may ask at once
 */
export function signInTurns(needMs: number, windowMs: number): number {
  return Math.max(1, Math.ceil(needMs / windowMs - WAITED_FOR));
}
