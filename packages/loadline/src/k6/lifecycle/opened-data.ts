import type { RunData } from '../auth/session';
import { signInTimeMs } from './sign-in-time';
import { type OpenedSession, shortestLifeMs } from './token-life';

/** What virtual users are to know of the sessions that set-up opened, none where the system has no accounts. */
export function openedData(
  opened: readonly OpenedSession[] | undefined,
): Pick<RunData, 'sessions' | 'tokenLifeMs' | 'signInMs'> {
  return {
    ...(opened && { sessions: opened.map(({ token }) => token) }),
    tokenLifeMs: shortestLifeMs(opened ?? []),
    signInMs: signInTimeMs(opened ?? []),
  };
}
