import { sleep } from 'k6';
import { scenario } from 'k6/execution';
import { CONNECT_TIMEOUT_MS } from '../../core/spec/warm-up';
import { isSetUp, type RunData } from '../auth/session';
import type { Failure } from '../measure/calls';
import { openAll } from '../measure/connections';
import * as metrics from '../measure/metrics';
import { scriptError } from '../measure/script-error';
import { useSettings } from './settings';
import type { Users } from './suite-definition';

/** Pause after the first attempt that failed, in ms. Each further one is twice as long, so that a server which is back is not overrun. */
const FIRST_PAUSE_MS = 1_000;

/** An attempt ends this long before k6 cuts the warm-up, in ms, so that its failure is recorded. */
const MARGIN_MS = 100;

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
    sleepUntil(scenario.iterationInTest * Number(__ENV.CONNECT_GAP_MS));
    const failure = connect(Number(__ENV.CONNECT_MS));
    metrics.warmUpFailed.add(failure ? 1 : 0, failure && { cause: failure.cause });
  } catch (error) {
    scriptError(' in the warm-up', error);
  }
}

/** Connects; tries again while there is time. @returns why the last attempt failed */
function connect(untilMs: number): Failure | undefined {
  const leftMs = () => Math.max(1, untilMs - MARGIN_MS - elapsedMs());
  const deadlineMs = () => Math.min(CONNECT_TIMEOUT_MS, leftMs());
  let failure = openAll(deadlineMs);
  for (let pauseMs = FIRST_PAUSE_MS; failure && pauseMs < leftMs(); pauseMs *= 2) {
    sleep(pauseMs / 1_000);
    failure = openAll(deadlineMs);
  }
  return failure;
}

/** Sleeps until a time of the scenario, in ms. A virtual user may begin late: k6 starts thousands of them in turn. */
function sleepUntil(ms: number): void {
  sleep(Math.max(0, ms - elapsedMs()) / 1_000);
}

/** Time since the scenario began, in ms. */
function elapsedMs(): number {
  return Date.now() - scenario.startTime;
}
