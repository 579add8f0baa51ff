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

/** The suites that stand for their protocols. */
export type FaultySuite = 'vacancies' | 'requests';

/** What a run under a fault comes to. */
export interface Expected {
  /** Causes of the calls of the load: each of these, and no other. */
  readonly causes: readonly Cause[];
  /** Causes that may be among them: which of them depends on the instant at which the fault strikes. */
  readonly mayAlso?: readonly Cause[];
  readonly verdict: Verdict;
  /** Exit code of k6. */
  readonly code: number;
}

/** A service as far as faults need it. */
export interface FaultyService {
  readonly port: number;
  readonly controlPort: number;
}

// Iterations of about a second: at each instant some are on their way.
const LOADS = {
  vacancies: { USERS: '120', DURATION: '4s' },
  requests: {
    ...{ USERS: '5', EVERY: '1s', DURATION: '4s', POLL_EVERY: '100ms', DETAIL_LIMIT: '5' },
    // The service is a new one.
    DRAIN_WITHIN: '0s',
  },
};

/** The reference vacancy service, whose calls take so long that faults strike in the middle of them. */
export function faultyVacancies(options: Partial<VacancyServiceOptions> = {}) {
  return referenceService({ seedRecords: ENOUGH_RECORDS, ...options });
}

/** The reference request service for the length of a test; it misbehaves where jobs are looked at. */
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

/** Starts a short load on a service. @param samples file for k6's samples */
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
 * @param call one that has to have been made by then
 * @param times how often
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

/** Every cause of the load's calls. */
export function causesOf(end: K6Ending): Cause[] {
  const { calls } = resultOf(end).aggregate;
  const loads = calls.filter(({ phase }) => phase === 'load');
  return [...new Set(loads.flatMap(({ causes }) => Object.keys(causes) as Cause[]))].toSorted();
}

/** Holds a run against what it should come to. */
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
  // No iteration is lost, and each failed one says why.
  expect(journeys.map(({ interrupted }) => interrupted)).toEqual(journeys.map(() => 0));
  for (const { failed, causes: whys } of journeys) {
    expect(Object.values(whys).reduce((sum, count) => sum + count, 0)).toBe(failed);
    expect(Object.keys(whys)).not.toContain('script_error');
  }
}

/** When calls or passes of the load ended, in ms since the epoch. */
export interface Ends {
  readonly failed: readonly number[];
  readonly good: readonly number[];
}

/** A file for k6's samples, gone after the test. */
export async function samplesFile(): Promise<string> {
  return join(await tempFolder(), 'samples.csv');
}

/** Reads when calls ended, or passes. */
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
