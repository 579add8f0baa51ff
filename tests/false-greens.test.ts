import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { VacancyServiceOptions } from '../services/src/vacancies/vacancy-service-options';
import { changedHome } from './false-greens/changed-home';
import { PLAIN_K6, type PlainRun, type Situation } from './false-greens/plain-k6';
import { startInTest } from './harness/child';
import { fixtureBundle } from './harness/fixture-suites';
import { type K6Ending, resultOf, runK6 } from './harness/k6-run';
import { loadline } from './harness/loadline';
import { project } from './harness/project';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const SHORT = { USERS: '60', DURATION: '2s' };
/** Enough iterations for a p95 to be judged: 20. */
const JUDGED = { USERS: '210', DURATION: '3s', TAGS: 'crud' };
const CLOSED = '127.0.0.1:1';

/** Makes a short run against the reference service. */
async function run(
  faults: Partial<VacancyServiceOptions> = {},
  variables: Record<string, string> = {},
  bundle?: string,
): Promise<K6Ending> {
  const service = await referenceService(faults);
  return runK6({
    variables: { ...variablesFor(service), ...SHORT, ...variables },
    ...(bundle !== undefined && { bundle }),
  });
}

/** The expected result of loadline in each situation. */
const LOADLINE: Record<Situation, () => Promise<void>> = {
  'a threshold on what never happens': async () => {
    const end = await run({}, {}, fixtureBundle('unused-call'));
    expect(end.code).toBe(99);
    const { verdict, reasons, thresholds } = resultOf(end);
    expect(verdict).toBe('invalid');
    expect(thresholds.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['calls.GetVacancy.p95', 'no data'],
      ['journeys.forgetful.failed', 'held'],
    ]);
    expect(reasons.join()).toContain('calls.GetVacancy.p95');
  },
  'an exception in an iteration': async () => {
    const end = await run({}, {}, fixtureBundle('throws'));
    expect(end.code).toBe(99);
    expect(resultOf(end)).toMatchObject({ verdict: 'invalid', aggregate: { scriptErrors: 1 } });
    // The log has the file and line.
    const source = await readFile(project('tests/fixtures/suites/throws.ts'), 'utf8');
    const line = source.split('\n').findIndex((text) => text.includes('throw new TypeError')) + 1;
    expect(end.stderr).toContain('thrown on purpose');
    expect(end.stderr).toContain(`tests/fixtures/suites/throws.ts:${line}:`);
  },
  // Calls after one that timed out never happen.
  'every call times out': async () => {
    const end = await run({ stall: true }, JUDGED);
    expect(end.code).toBe(99);
    const { verdict, reasons, thresholds, aggregate } = resultOf(end);
    expect(verdict, reasons.join('\n')).toBe('fail');
    expect(reasons[0]).toContain('calls.CreateVacancy');
    expect(reasons.join('\n')).toContain('iterations of crud failed before');
    const duration = thresholds.find(({ id }) => id === 'calls.CreateVacancy.p95');
    expect(duration?.outcome).toBe('broken');
    expect(duration?.measured).toBeGreaterThan(4_900);
    const crud = aggregate.journeys.find(({ journey }) => journey === 'crud');
    expect(crud?.causes).toEqual({ DEADLINE_EXCEEDED: crud?.done });
    expect(crud?.started).toBe(crud?.done);
    // The clean-up could not read either. That is reported, and does not change the verdict.
    expect(end.stderr).toContain('clean-up failed');
    expect(aggregate.recordsLeft).toBeGreaterThan(0);
  },
  // Each call has its own thresholds, and sign-ins and health checks do not belong to the load.
  'slow calls among fast ones: streams and health checks count as calls': async () => {
    // One page of records: the clean-up would take too long to read ten at this latency.
    const end = await run({ latencyMs: 650, seedRecords: 90 }, { ...JUDGED, LISTING_PAGES: '1' });
    expect(end.code).toBe(99);
    expect(resultOf(end).verdict).toBe('fail');
    const broken = brokenThresholds(end);
    expect(broken).toContain('calls.CreateVacancy.p95');
    expect(broken).toContain('calls.GetVacancy.p95');
    expect(broken).not.toContain('calls.CreateVacancy.failed');
  },
  'HTTP connections refused count as very fast': async () => {
    const variables = { TARGET_HOST: `http://${CLOSED}`, SKIP_HEALTH: '1', USERS: '10', DURATION: '2s' };
    const end = await runK6({ variables, bundle: project('dist', 'requests.js') });
    expect(end.code).toBe(99);
    const [submission] = resultOf(end).aggregate.journeys;
    expect(submission?.causes).toEqual({ connection_refused: submission?.done });
  },
  'calls that the server refuses: the only failure rate is that of HTTP': async () => {
    const end = await run({ failShare: 1, failStatus: 'NOT_FOUND', seedRecords: 0 });
    expect(end.code).toBe(99);
    expect(brokenThresholds(end)).toContain('calls.CreateVacancy.failed');
  },
  // loadline plans virtual users for the longest iterations. This suite gets one instead.
  'arrivals dropped for want of a virtual user': async () => {
    const home = await changedHome(`{
      options: { ...suite.options, scenarios: Object.fromEntries(Object.entries(suite.options?.scenarios ?? {}).map(
        ([name, scenario]) => [name, scenario.maxVUs ? { ...scenario, preAllocatedVUs: 1, maxVUs: 1 } : scenario],
      )) },
    }`);
    const end = await run({ latencyMs: 200, seedRecords: 90 }, {}, join(home, 'dist', 'vacancies.js'));
    expect(end.code).toBe(99);
    const { verdict, aggregate } = resultOf(end);
    expect(verdict).toBe('fail');
    expect(aggregate.journeys.find(({ journey }) => journey === 'crud')?.dropped).toBeGreaterThan(0);
  },
  // Users do not write k6's options: loadline makes them from plans and thresholds files, and refuses every unknown key
  // there.
  'a mistyped option': async () => {
    const { code, output } = await planned('--set', 'profile.spwanRate=3');
    expect(code, output).toBe(2);
    expect(output).toContain('did you mean "spawnRate"?');
  },
  // For thresholds files the build does that: see build.test.ts.
  'a mistyped key of a threshold': async () => {
    const { code, output } = await planned('--set', 'test.overrides.user=3');
    expect(code, output).toBe(2);
    expect(output).toContain('did you mean "users"?');
  },
  'thresholds switched off': async () => {
    const end = await run({}, { K6_NO_THRESHOLDS: 'true' });
    expect(end.code).toBe(107);
    expect(end.stderr).toContain('K6_NO_THRESHOLDS');
  },
  'a summary that throws': async () => {
    const home = await changedHome("{ handleSummary() { throw new Error('no summary'); } }");
    const service = await referenceService();
    const cwd = await tempFolder();
    const args = ['run', 'vacancies-smoke', '--users', '60', '--duration', '2s'];
    const env = { HOME: cwd, ...variablesFor(service) };
    const command = [join(home, 'bin', 'loadline'), ...args];
    const { code, output } = await startInTest(process.execPath, command, { cwd, env }).ending;
    expect(output).toContain('k6 did not come to its end');
    expect(code).toBe(3);
  },
  'a summary for a folder that is not there': async () => {
    const end = await run({}, { OUT: '/no/such/folder' });
    expect(end.code).toBe(107);
    expect(end.stderr).toContain('there is no folder');
  },
  'a short run leaves no dashboard': async () => {
    const service = await referenceService();
    const cwd = await tempFolder();
    const args = ['run', 'vacancies-smoke', '--users', '60', '--duration', '2s', '--dashboard'];
    const { code, output } = await loadline(cwd, [...args, '--run-id', 'short'], variablesFor(service));
    expect(code, output).toBe(0);
    expect(await readdir(join(cwd, 'reports', 'short'))).toContain('dashboard.html');
  },
  'iterations that hang are cut without a sample': async () => {
    const end = await run({ hangShare: 0.5 });
    expect(end.code).toBe(99);
    const { verdict, aggregate } = resultOf(end);
    expect(verdict).toBe('fail');
    const crud = aggregate.journeys.find(({ journey }) => journey === 'crud');
    expect(crud?.done).toBeGreaterThan(0);
    expect(crud?.done).toBe(crud?.started);
    expect(crud?.failed).toBe(Math.floor((crud?.done ?? 0) / 2));
  },
};

describe.each(Object.entries<PlainRun>(PLAIN_K6))('%s', (situation, { script, env, missing }) => {
  // Retried, because on a busy machine k6 sometimes takes a sample of a call that met its deadline.
  test('plain k6 exits with 0', { retry: 10 }, async () => {
    const service = await referenceService({ hangShare: 1, auth: 'off' });
    const slow = await referenceService({ latencyMs: 600, auth: 'off' });
    const cwd = await tempFolder();
    await writeFile(join(cwd, 'script.js'), script);
    const addresses = { ADDRESS: service.address, SLOW: slow.address, CLOSED };
    const variables = { HOME: cwd, PROTOSET: project('dist', 'vacancies.protoset'), ...addresses, ...env };
    const { code, output } = await startInTest(project('bin', 'k6'), ['run', '--quiet', 'script.js'], {
      cwd,
      env: variables,
    }).ending;
    expect(code, output).toBe(0);
    if (missing !== undefined) expect(existsSync(join(cwd, missing))).toBe(false);
  });

  test('loadline reports the problem', LOADLINE[situation as Situation]);
});

test('gRPC connections that are refused end the run before the load', async () => {
  const service = await referenceService();
  const variables = { ...variablesFor(service), ...SHORT };
  await service.stop();
  const { code, output } = await runK6({ variables });
  expect(code).toBe(107);
  expect(output).toContain('connection_refused');
});

function brokenThresholds(end: K6Ending): string[] {
  return resultOf(end).thresholds.flatMap(({ id, outcome }) => (outcome === 'broken' ? [id] : []));
}

async function planned(...options: string[]) {
  return loadline(await tempFolder(), ['plan', 'vacancies-smoke', ...options]);
}
