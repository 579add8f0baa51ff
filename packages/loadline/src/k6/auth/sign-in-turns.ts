/** Longest wait for a sign-in that was requested in the virtual user's turn, as a share of the longest time of an iteration. */
const WAITED_FOR = 1.2;

/**
 * Returns the number of turns in which the virtual users of a run sign in again after the system has ended all their
 * sessions. A turn is as long as an iteration may take. Each virtual user asks at its first iteration in its turn, so that
 * every turn causes the same work for the system. The work that is left at the end of the last turn must not delay anybody
 * for longer than an iteration waits:
 *
 *     needMs / turns · turns − turns · windowMs ≤ WAITED_FOR · windowMs
 *
 * @param needMs time that the sign-ins of all virtual users take in the system
 * @param windowMs the longest time of an iteration
 * @returns 1: all may ask at once
 */
export function signInTurns(needMs: number, windowMs: number): number {
  return Math.max(1, Math.ceil(needMs / windowMs - WAITED_FOR));
}
