import { onTestFinished } from 'vitest';
import type { CallStats, JourneyStats } from '../../packages/loadline/src/core/figures/aggregate';
import type { RequestsServiceOptions } from '../../services/src/requests/requests-service-options';
import { startRequestsService } from '../../services/src/requests/start-requests-service';
import type { RunningService } from '../../services/src/service';
import { type K6Ending, resultOf, runK6 } from './k6-run';
import { project } from './project';

/** Ten iterations of a few hundred milliseconds each. */
const LOAD = {
  ...{ USERS: '5', EVERY: '1s', DURATION: '2s', POLL_EVERY: '100ms', DETAIL_LIMIT: '5' },
  // The service is new: there is no queue to wait for.
  DRAIN_WITHIN: '0s',
};

/** Starts the reference request service for one test, with enough workers for the load. */
export async function requestsService(
  options: Partial<RequestsServiceOptions> = {},
): Promise<RunningService> {
  const service = await startRequestsService({ port: 0, workers: 20, ...options });
  onTestFinished(() => service.stop());
  return service;
}

/** Runs the suite `requests` with plain k6 against an address. */
export function runRequests(
  address: string,
  variables: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<K6Ending> {
  const bundle = project('dist', 'requests.js');
  return runK6({ bundle, args, variables: { TARGET_HOST: address, ...LOAD, ...variables } });
}

/** Returns the causes of failed calls and journeys, by name. */
export function causesOf(end: K6Ending): Record<string, Readonly<Record<string, number>>> {
  const { calls, journeys } = resultOf(end).aggregate;
  const all: [string, CallStats | JourneyStats][] = [
    ...calls.map((stats): [string, CallStats] => [stats.call, stats]),
    ...journeys.map((stats): [string, JourneyStats] => [stats.journey, stats]),
  ];
  return Object.fromEntries(
    all.filter(([, { failed }]) => failed > 0).map(([name, { causes }]) => [name, causes]),
  );
}
