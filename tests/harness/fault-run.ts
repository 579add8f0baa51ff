import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Cause } from '../../packages/loadline/src/core/names';
import type { Verdict } from '../../packages/loadline/src/core/verdict/judge';
import type { RequestsServiceOptions } from '../../services/src/requests/requests-service-options';
import { startRequestsService } from '../../services/src/requests/start-requests-service';
import type { VacancyServiceOptions } from '../../services/src/vacancies/vacancy-service-options';
import { eventually } from './eventually';
import { type K6Child, type K6Ending, resultOf, startK6 } from './k6-run';
import { project } from './project';
import { ENOUGH_RECORDS, referenceService } from './reference-service';
import { tempFolder } from './temp-folder';
import { variablesFor } from './variables';

/** One suite for each protocol. */
export type FaultySuite = 'vacancies' | 'requests';

/** The expected result of a run with a fault. */
export interface Expected {
  /** Causes of failed calls in the load: each of them occurs, and no other. */
  readonly causes: readonly Cause[];
  /** Causes that may occur as well: it depends on the moment of the fault. */
  readonly mayAlso?: readonly Cause[];
  readonly verdict: Verdict;
  /** Exit code of k6. */
  readonly code: number;
}

/** The parts of a service that fault tests use. */
export interface FaultyService {
  readonly port: number;
  readonly controlPort: number;
}

// Each iteration takes about a second, so some are in progress at any time.
const LOADS = {
  vacancies: { USERS: '120', DURATION: '4s' },
  requests: {
    ...{ USERS: '5', EVERY: '1s', DURATION: '4s', POLL_EVERY: '100ms', DETAIL_LIMIT: '5' },
    // The service is new: there is no queue to wait for.
    DRAIN_WITHIN: '0s',
  },
};

/** Starts the reference vacancy service for one test, with enough records for every listing. */
export function faultyVacancies(options: Partial<VacancyServiceOptions> = {}) {
  return referenceService({ seedRecords: ENOUGH_RECORDS, ...options });
}

/** Starts the reference request service for one test. Faults affect the calls that read jobs. */
export async function faultyRequests(options: Partial<RequestsServiceOptions> = {}) {
  const service = await startRequestsService({
    port: 0,
    workers: 20,
    faultRoutes: ['GET /requests/{id}'],
    ...options,
  });
  onTestFinished(() => service.stop());
  return service;
}

/** Starts k6 with a short load on a service. @param samples file for k6's samples */
export function startLoad(
  suite: FaultySuite,
  { port }: { port: number },
  variables: Readonly<Record<string, string>> = {},
  samples?: string,
): Promise<K6Child> {
  const target = suite === 'vacancies' ? variablesFor({ port }) : { TARGET_HOST: `http://127.0.0.1:${port}` };
  return startK6({
    bundle: project('dist', `${suite}.js`),
    variables: { ...target, ...LOADS[suite], ...variables },
    args: samples === undefined ? [] : ['--out', `csv=fileName=${samples},timeFormat=unix_micro`],
  });
}

const FIRST_CALL = {
  vacancies: 'pb.VacancyService/CreateVacancy',
  requests: 'POST /requests',
};

/**
 * Waits until the load is under way.
 * @param call method that the load has to have called by then
 * @param times minimum number of its calls
 */
export function underWay(
  suite: FaultySuite,
  { controlPort }: FaultyService,
  call = FIRST_CALL[suite],
  times = 4,
): Promise<void> {
  return eventually(async () => {
    const path = `/arrivals?method=${encodeURIComponent(call)}`;
    const arrivals = (await (await fetch(`http://127.0.0.1:${controlPort}${path}`)).json()) as number[];
    if (arrivals.length < times) throw new Error('the load is not under way yet');
  });
}

/** Returns each cause of failed calls in the load. */
export function causesOf(end: K6Ending): Cause[] {
  const { calls } = resultOf(end).aggregate;
  const loads = calls.filter(({ phase }) => phase === 'load');
  return [...new Set(loads.flatMap(({ causes }) => Object.keys(causes) as Cause[]))].toSorted();
}

/** Expects the verdict, exit code and causes of a run. */
export function expectRun(end: K6Ending, { causes, mayAlso = [], verdict, code }: Expected): void {
  const result = resultOf(end);
  const named = causesOf(end);
  const words = end.output;
  expect({ named: named.filter((cause) => !mayAlso.includes(cause)), words }).toEqual({
    named: [...causes].toSorted(),
    words,
  });
  expect({ verdict: result.verdict, code: end.code, words }).toEqual({ verdict, code, words });
  const { journeys } = result.aggregate;
  // No iteration was interrupted, and each failed one has a cause.
  expect(journeys.map(({ interrupted }) => interrupted)).toEqual(journeys.map(() => 0));
  for (const { failed, causes: whys } of journeys) {
    expect(Object.values(whys).reduce((sum, count) => sum + count, 0)).toBe(failed);
    expect(Object.keys(whys)).not.toContain('script_error');
  }
}

/** Times at which calls or iterations of the load ended, in ms since the epoch. */
export interface Ends {
  readonly failed: readonly number[];
  readonly good: readonly number[];
}

/** Returns the path of a file for k6's samples. It is removed after the test. */
export async function samplesFile(): Promise<string> {
  return join(await tempFolder(), 'samples.csv');
}

/** Reads the times at which calls or iterations ended. */
export async function endsIn(
  samples: string,
  metric: 'call_failed' | 'journey_failed' = 'call_failed',
): Promise<Ends> {
  const rows = (await readFile(samples, 'utf8'))
    .split('\n')
    .filter((row) => row.startsWith(`${metric},`) && /\bphase=load\b/.test(row))
    .map((row) => row.split(','));
  const at = (value: number) =>
    rows.filter((row) => Number(row[2]) === value).map((row) => Number(row[1]) / 1_000);
  return { failed: at(1), good: at(0) };
}
