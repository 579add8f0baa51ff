import { isSetUp, type RunData } from '../auth/session';
import { openAll } from '../measure/connections';
import * as metrics from '../measure/metrics';
import { scriptError } from '../measure/script-error';
import { useSettings } from './settings';
import type { Users } from './suite-definition';

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Connects the virtual user to all servers of the suite, and looks up its account. Its session was opened by set-up, which
 * fails when a sign-in is refused.
 */
export async function warmUp(users: Users, data: RunData): Promise<void> {
  if (!isSetUp(data ?? {})) return;
  metrics.warmUpStarted.add(1);
  try {
    useSettings(data.settings);
    await users.signIn?.findAccount(data);
    const failure = openAll(CONNECT_TIMEOUT_MS);
    metrics.warmUpFailed.add(failure ? 1 : 0, failure && { cause: failure.cause });
  } catch (error) {
    scriptError(' in the warm-up', error);
  }
}
