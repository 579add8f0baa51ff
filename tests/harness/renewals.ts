import { expect } from 'vitest';
import { callStats } from '../../packages/loadline/src/core/figures/aggregate';
import type { RunningService } from '../../services/src/service';
import { type K6Ending, resultOf } from './k6-run';
import { serverCounts } from './server-counts';

/**
 * Expects that expired tokens had no effect on the load: no iteration and no call of the load failed, no sign-in counts as a
 * call of the load, and there was at most one sign-in per iteration.
 */
export function expectRenewals(end: K6Ending, service: RunningService): void {
  // On a busy machine thresholds on times break.
  expect([0, 99], end.output).toContain(end.code);
  const { calls, journeys, retries, sessionsRenewed, recordsLeft } = resultOf(end).aggregate;
  expect(journeys.map(({ journey, failed, done }) => [journey, failed, done > 0])).toEqual([
    ['crud', 0, true],
    ['listing', 0, true],
  ]);
  const load = calls.filter(({ phase }) => phase === 'load');
  expect(load.map(({ call, failed }) => [call, failed])).toEqual(
    load.filter(({ call }) => call !== 'SignInUser').map(({ call }) => [call, 0]),
  );
  const signIns = calls.filter(({ call }) => call === 'SignInUser');
  const inAll = signIns.reduce((sum, { count }) => sum + count, 0);
  expect(serverCounts(service.stats()).SignInUser).toEqual({ OK: inAll });
  // The clean-up uses the sessions of the set-up, which have expired.
  const atTheEnd = callStats(resultOf(end).aggregate, 'SignInUser', 'teardown')?.count ?? 0;
  expect(retries).toBe(atTheEnd);
  expect(sessionsRenewed - atTheEnd).toBeLessThanOrEqual(journeys.reduce((sum, { done }) => sum + done, 0));
  expect(recordsLeft).toBe(0);
}
