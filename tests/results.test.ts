import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callStats } from '../packages/loadline/src/core/figures/aggregate';
import { partOf } from '../packages/loadline/src/core/spec/run-spec';
import type { Result } from '../packages/loadline/src/core/verdict/result';
import { eventually } from './harness/eventually';
import { childProcesses, loadline, resultIn, startLoadline } from './harness/loadline';
import { referenceService, titlesLeft } from './harness/reference-service';
import { reportCounts, serverCounts } from './harness/server-counts';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const RUN = ['run', 'vacancies-smoke', '--run-id', 'one', '--users', '60'];

it('a run writes all its files, and their totals equal the server’s counts', async () => {
  const service = await referenceService({ failShare: 0.2 });
  // k6 would read a path with these signs as settings, if it were an argument of --out.
  const cwd = join(await tempFolder(), 'a=b, c');
  await mkdir(cwd);
  const args = [
    ...RUN,
    '--duration',
    '4s',
    '--junit',
    'out/ci.xml',
    '--csv',
    'out/run',
    '--html',
    'out/r.html',
  ];
  const end = await loadline(cwd, args, variablesFor(service));
  expect(end.code).toBe(99);
  expect((await readdir(join(cwd, 'reports', 'one'))).toSorted()).toEqual([
    'end-1.json',
    'failures.csv',
    'junit.xml',
    'k6-1.json',
    'k6-1.log',
    'report.html',
    'result.json',
    'run.json',
    'samples-1.csv.gz',
    'stats.csv',
    'stats_history.csv',
    'summary.md',
  ]);
  expect((await readdir(join(cwd, 'out'))).toSorted()).toEqual([
    'ci.xml',
    'r.html',
    'run_failures.csv',
    'run_stats.csv',
    'run_stats_history.csv',
  ]);
  // The output has loadline's own progress, and no progress bars of k6.
  expect(end.stdout).toMatch(/set-up done in \d+ s: \d+ of \d+ sessions\n/);
  expect(end.stdout).toMatch(/load done: iterations \d+ of \d+(–\d+)? .* calls \d+ · \d+ failed/);
  expect(end.output).not.toMatch(/VUs|\[-+/);
  const { aggregate, verdict } = await resultIn(cwd, 'one');
  expect(verdict).toBe('fail');
  expect(reportCounts(aggregate)).toEqual(serverCounts(service.stats()));
  const perSecond = (aggregate.seconds ?? []).map(({ calls }) => calls.CreateVacancy?.count ?? 0);
  expect(perSecond.reduce((sum, count) => sum + count, 0)).toBe(
    callStats(aggregate, 'CreateVacancy', 'load')?.count,
  );
  // Different code makes the verdict of loadline, from samples, and that of k6, from its metrics.
  const k6 = JSON.parse(await readFile(join(cwd, 'reports', 'one', 'k6-1.json'), 'utf8')) as Result;
  expect(k6.verdict).toBe('fail');
  await expectSameLater(cwd, 99);
  const spec = join(cwd, 'reports', 'one', 'run.json');
  await writeFile(spec, (await readFile(spec, 'utf8')).replaceAll('"level": "fail"', '"level": "warn"'));
  const changed = await loadline(cwd, ['report', 'reports/one', '--out', 'changed']);
  expect([changed.code, await readdir(cwd)], changed.output).toEqual([
    2,
    expect.not.arrayContaining(['changed']),
  ]);
  expect(changed.output).toMatch(/run\.json: is not the one that instance 1 was\s+started with/);
});

/** Expects the report from the files to equal the result of the live samples, to the last digit. */
async function expectSameLater(cwd: string, code: number): Promise<void> {
  const again = await loadline(cwd, ['report', 'reports/one', '--out', 'again']);
  expect(again.code, again.output).toBe(code);
  const [live, later] = await Promise.all(
    ['reports/one', 'again'].map(
      async (folder) => JSON.parse(await readFile(join(cwd, folder, 'result.json'), 'utf8')) as Result,
    ),
  );
  expect(later).toStrictEqual(live);
}

describe('three instances of one run', () => {
  it('share one schedule and the sessions, and have one verdict', async () => {
    const service = await referenceService();
    const cwd = await tempFolder();
    const args = [...RUN, '--duration', '5s', '--instances', '3'];
    const end = await loadline(cwd, args, { ...variablesFor(service), MAX_SESSIONS: '7' });
    expect(end.output).toContain('verdict: PASS');
    expect(end.code).toBe(0);
    const { aggregate, spec } = await resultIn(cwd, 'one');
    expect(reportCounts(aggregate)).toEqual(serverCounts(service.stats()));
    for (const { done, planned } of aggregate.journeys) {
      expect(done).toBeGreaterThanOrEqual(planned.min);
      expect(done).toBeLessThanOrEqual(planned.max);
    }
    expect(callStats(aggregate, 'SignInUser', 'setup')?.count).toBe(7);
    expect(aggregate.recordsLeft).toBe(0);
    expect(spec.users).toBe(60);
    // The result of each k6 covers its part of the schedule, not all of it.
    for (const instance of [1, 2, 3]) {
      const k6 = JSON.parse(
        await readFile(join(cwd, 'reports', 'one', `k6-${instance}.json`), 'utf8'),
      ) as Result;
      expect(k6.spec.journeys.map(({ planned }) => planned)).toEqual(
        partOf(spec).journeys.map(({ planned }) => planned),
      );
      expect(k6.reasons.join()).not.toMatch(/are missing|of the planned/);
    }

    await expectSameLater(cwd, 0);
  });

  it('one of which is killed: invalid, with its number', async () => {
    const service = await referenceService();
    const cwd = await tempFolder();
    const args = [...RUN, '--duration', '5s', '--instances', '3'];
    const run = startLoadline(cwd, args, variablesFor(service));
    await eventually(() => expect(creations(service)).toBeGreaterThan(2));
    const [second = 0] = await childProcesses(run.process.pid ?? 0, 'samples-2.csv.gz');
    process.kill(second, 'SIGKILL');
    const end = await run.ending;
    expect(end.code).toBe(3);
    const { verdict, reasons, incomplete } = await resultIn(cwd, 'one');
    expect(verdict).toBe('invalid');
    expect(reasons.join('\n')).toMatch(/instance 2 of 3 did not come to its end/);
    expect(incomplete).toHaveLength(1);
    const sweep = await loadline(cwd, ['sweep', 'vacancies', '--run', 'one'], variablesFor(service));
    expect(sweep.code).toBe(0);
    expect(await titlesLeft(service)).toEqual([]);
  });

  it('one of which is missing in the report of all parts: invalid, with its number', async () => {
    const service = await referenceService();
    const [here, there] = [await tempFolder(), await tempFolder()];
    const args = (part: string) => [...RUN, '--duration', '4s', '--instance', part];
    const ends = await Promise.all([
      loadline(here, args('1/3'), variablesFor(service)),
      loadline(there, args('3/3'), variablesFor(service)),
    ]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    const folders = [join(here, 'reports', 'one'), join(there, 'reports', 'one')];
    const end = await loadline(here, ['report', ...folders]);
    expect(end.output).toMatch(/instance 2 of 3 is missing/);
    expect(end.code).toBe(3);
  });
});

describe('a flat run', () => {
  it('keeps no samples in k6 and has the same files, totals and verdict', async () => {
    const service = await referenceService();
    const cwd = await tempFolder();
    const end = await loadline(cwd, [...RUN, '--duration', '3s', '--flat'], variablesFor(service));
    expect(end.output).toContain('verdict: PASS');
    expect(end.code).toBe(0);
    const { aggregate } = await resultIn(cwd, 'one');
    expect(reportCounts(aggregate)).toEqual(serverCounts(service.stats()));
    const files = await readdir(join(cwd, 'reports', 'one'));
    expect(files).toContain('samples-1.csv.gz');
    expect(files.filter((name) => /pipe|k6-1\.json/.test(name))).toEqual([]);
    await expectSameLater(cwd, 0);
  });

  it('fails by thresholds that k6 does not evaluate', async () => {
    const service = await referenceService({ failShare: 0.2 });
    const cwd = await tempFolder();
    const end = await loadline(cwd, [...RUN, '--duration', '3s', '--flat'], variablesFor(service));
    expect(end.output).toContain('verdict: FAIL');
    expect(end.code).toBe(99);
  });

  it('ends when it cannot start, although k6 never writes a sample', async () => {
    const cwd = await tempFolder();
    const variables = { ...variablesFor({ port: 1 }), K6_SECRET_SOURCE: 'nonsense=1' };
    const end = await loadline(cwd, [...RUN, '--duration', '3s', '--flat'], variables);
    expect(end.code).toBe(3);
    expect(end.output).toMatch(/set-up failed: no secret source for type\s+"nonsense"/);
    expect(end.output).not.toContain('script error that no');
  });
});

it('with --start-at, several runs wait once', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  // Nobody waits for a time in the past: this one is late enough for a busy machine to start loadline first.
  const startAt = new Date(Date.now() + 10_000).toISOString();
  const args = [...RUN, '--duration', '2s', '--repeat', '2', '--start-at', startAt];
  const end = await loadline(cwd, args, variablesFor(service));
  expect(end.output.match(/starts at/g), end.output).toHaveLength(1);
  expect(await readdir(join(cwd, 'reports'))).toEqual(['one-1', 'one-2']);
  for (const run of ['one-1', 'one-2']) expect((await resultIn(cwd, run)).spec.runId).toBe(run);
});

it.each([
  [['run', '--instance', '4/3', '--run-id', 'x'], '2/3'],
  [['run', '--instance', '1/3'], '--run-id'],
  [['run', '--instances', '0'], 'from 1 to 1000'],
  [['run', '--instances', '1001'], 'from 1 to 1000'],
  [['run', '--start-at', 'noon'], '2026-03-01T12:00:00Z'],
  [['run', '--start-at', '2999-03-01T12:00:00'], 'with its zone'],
  [['run', '--start-at', '2999-03-01'], 'with its zone'],
  [['run', '--repeat', 'x'], 'from 1 upwards'],
  [['report', '.'], 'run.json'],
])('wrong usage %j ends with 2 and says %s', async (args, told) => {
  const end = await loadline(await tempFolder(), args, variablesFor({ port: 1 }));
  expect(end.output).toContain(told);
  expect(end.code).toBe(2);
});

function creations(service: Awaited<ReturnType<typeof referenceService>>): number {
  return service.stats().calls['pb.VacancyService/CreateVacancy']?.OK ?? 0;
}
