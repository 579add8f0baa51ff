import type { RunData } from '../auth/session';
import { signInTimeMs } from './sign-in-time';
import { type OpenedSession, shortestLifeMs } from './token-life';

/** Makes the data about the opened sessions for virtual users. @param opened undefined when the system has no accounts */
export function openedData(
  opened: readonly OpenedSession[] | undefined,
): Pick<RunData, 'sessions' | 'tokenLifeMs' | 'signInMs'> {
  return {
    ...(opened && { sessions: opened.map(({ token }) => token) }),
    tokenLifeMs: shortestLifeMs(opened ?? []),
    signInMs: signInTimeMs(opened ?? []),
  };
}
