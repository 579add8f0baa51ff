import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { capacityFile } from '../packages/loadline/src/results/capacity-file';
import { type Child, startInTest } from './harness/child';
import { eventually } from './harness/eventually';
import { copyBuiltProject } from './harness/own-home';
import { referenceService, titlesLeft } from './harness/reference-service';
import { requestsService } from './harness/requests';
import { newFolder, tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

/** A built project with one threshold on the time of a job. */
let home: string;

beforeAll(async () => {
  home = await newFolder();
  await copyBuiltProject(home);
  const submission = { response: { p95: '1500ms' }, minSamples: 1, failed: '1%', why: 'of a test' };
  await writeFile(join(home, 'thresholds/requests.json'), JSON.stringify({ journeys: { submission } }));
});

async function capacity(args: readonly string[], variables: Readonly<Record<string, string>>) {
  const cwd = await tempFolder();
  const program = [join(home, 'bin/loadline'), 'capacity', ...args];
  const env = { HOME: cwd, NO_COLOR: '1', RUN_ID: 'c', ...variables };
  const child: Child = startInTest(process.execPath, program, { cwd, env });
  const read = async (file: string) => readFile(join(cwd, 'reports', file), 'utf8');
  return { child, read, cwd };
}

// The worker does one job each half second and each user sends one job per second, so it carries two users. With four
// users jobs wait for 3 s after 3 s of load, on any machine.
it('finds the highest level that held and the lowest that broke, below and above the limit of a worker', async () => {
  const service = await requestsService({ workers: 1, workTimeMs: 50, jobEveryMs: 500 });
  const { child, read } = await capacity(
    [...['requests', '--from', '1', '--to', '64', '--duration', '3s', '--repeat', '1', '--json']],
    { TARGET_HOST: `http://${service.address}`, EVERY: '1s', POLL_EVERY: '100ms' },
  );
  const end = await child.ending;
  const found = capacityFile.parse(JSON.parse(end.stdout));
  expect(end.code, end.output).toBe(0);
  expect(found).toMatchObject({ isFound: true, from: 1, to: 64 });
  const { highestHeld, lowestBroke, levels } = found;
  expect(lowestBroke?.users).toBe((highestHeld?.users ?? 0) + 1);
  expect(lowestBroke?.users).toBeLessThanOrEqual(4);
  expect(levels.map(({ users }) => users)).toEqual(
    levels.map(({ users }) => users).toSorted((a, b) => a - b),
  );
  const four = levels.find(({ users }) => users === 4)?.runs[0];
  expect(four).toMatchObject({ outcome: 'broke', nearest: { id: 'journeys.submission.response.p95' } });
  // Each level is a separate run with its own result.
  const runs = levels.flatMap((level) => level.runs.map(({ runId = '' }) => runId));
  const results = await Promise.all(runs.map(async (id) => JSON.parse(await read(`${id}/result.json`))));
  expect(results.map(({ spec }) => spec.users).toSorted((a, b) => a - b)).toEqual(
    levels.flatMap((level) => level.runs.map(() => level.users)),
  );
  // By this mark no list takes the verdict of a level for that of the test.
  expect(new Set(results.map(({ spec }) => spec.madeBy))).toEqual(new Set(['c']));
  const seeds = results.map(
    ({ spec }) => spec.settings.find(({ name }: { name: string }) => name === 'SEED')?.value,
  );
  expect(new Set(seeds)).toEqual(new Set(['1']));
  expect(JSON.parse(await read('c/capacity.json'))).toEqual(found);
  // The users are those of this load, so the result tells what one does, and how to search again with the same variables.
  expect(found.load?.user).toEqual([{ journey: 'submission', everyMs: 1_000 }]);
  expect(found.load?.again).toMatch(
    /\bEVERY=1s .*bin\/loadline capacity requests --from 1 --to 64 --duration 3s --repeat 1 /,
  );
  expect(found.load?.again).not.toContain('RUN_ID');
  expect(await read('c/capacity.md')).toMatch(
    /one user: submission every 1 s \(1\/s\); profile \w+, levels of 3 s/,
  );
  expect(await read('c/capacity.md')).toContain(found.text);
  expect(await read('c/junit.xml')).toContain('<testcase classname="requests/capacity.search"');
});

it('Ctrl-C ends the search at once, leaves no record, and tells what is known; short levels are warned of', async () => {
  const service = await referenceService();
  const { child, read } = await capacity(
    ['vacancies-smoke', '--from', '1', '--duration', '60s', '--tags', 'crud'],
    { ...variablesFor(service), EVERY: '1s' },
  );
  await eventually(async () => expect(await titlesLeft(service)).not.toEqual([]));
  child.process.kill('SIGINT');
  const { code, output } = await child.ending;
  expect(code, output).toBe(105);
  expect(await titlesLeft(service)).toEqual([]);
  expect(output).toMatch(
    /warning: at 1 user, levels of 1m may give .* too few samples .*: write --duration 1m4\ds/,
  );
  expect(JSON.parse(await read('c/capacity.json'))).toMatchObject({ isFound: false, stop: 'interrupted' });
});

/** Requests that no worker of one user per second leaves behind. */
const EACH_SECOND = { EVERY: '1s', POLL_EVERY: '100ms' };

it('a level is judged by the observed series of its environment too, as a run is', async () => {
  const service = await requestsService();
  const url = `http://127.0.0.1:${service.controlPort}/metrics`;
  const queue = '{ metric: requests_waiting, unit: requests, threshold: { min: ">= 1000", why: of a test } }';
  const { child, read } = await capacity(
    [
      ...['requests', '--from', '1', '--duration', '3s', '--repeat', '1', '--json'],
      ...[
        '--set',
        `environment.observe={ worker: { kind: metrics, url: "${url}", series: { queue: ${queue} } } }`,
      ],
    ],
    { ...EACH_SECOND, TARGET_HOST: `http://${service.address}` },
  );
  const { code, stdout, output } = await child.ending;
  expect(code, output).toBe(3);
  const found = capacityFile.parse(JSON.parse(stdout));
  expect(found).toMatchObject({ isFound: false, stop: 'lowest level' });
  expect(found.levels[0]?.runs[0]).toMatchObject({ outcome: 'broke', broken: ['observed.queue.min'] });
  const { spec } = JSON.parse(await read('c-1/result.json'));
  expect(spec.observed).toMatchObject([{ name: 'queue' }]);
});

it('keeps what is known when a later level is refused, and when its own files cannot be written', async () => {
  const service = await requestsService();
  const { child, cwd } = await capacity(
    ['requests', '--from', '1', '--to', '2', '--duration', '3s', '--repeat', '1', '--json'],
    { ...EACH_SECOND, TARGET_HOST: `http://${service.address}` },
  );
  // During the first level, something takes the folder of the second one and that of the search.
  await eventually(async () => expect(await readdir(join(cwd, 'reports'))).toContain('c-1'));
  await mkdir(join(cwd, 'reports/c-2'));
  await writeFile(join(cwd, 'reports/c'), '');
  const { code, stdout, output } = await child.ending;
  expect(code, output).toBe(3);
  const found = capacityFile.parse(JSON.parse(stdout));
  expect(found).toMatchObject({ isFound: false, stop: 'error', levels: [{ users: 1 }] });
  expect(found.notes[0]).toMatch(/^the level of 2 users could not be run: RUN_ID: .*c-2 is there already/);
  expect(output).toContain('capacity: not found: a level could not be run');
  expect(output).toMatch(/reports\/c could not be written: /);
});

it('refuses a budget that is too small for one level, before it says that it begins', async () => {
  const { child } = await capacity(
    ['requests', '--from', '1', '--duration', '3s', '--budget', '7s', '--set', 'profile.warmUp=5s'],
    {
      TARGET_HOST: 'http://127.0.0.1:9',
    },
  );
  const { code, output } = await child.ending;
  expect(code, output).toBe(2);
  expect(output).toContain('--budget: is 7s, and the first level alone takes 8s');
  expect(output).not.toContain('search c');
});

it('refuses options whose values the search chooses, and limits that leave no level', async () => {
  const { child } = await capacity(
    [
      ...[
        'vacancies-smoke',
        '--users',
        '5',
        '--spawn-rate',
        '1',
        '--from',
        '9',
        '--to',
        '3',
        '--budget',
        '0s',
      ],
      ...['--set', 'profile.duration=3s'],
    ],
    { DURATION: '5s', RUN_ID: `/${'x'.repeat(99)}` },
  );
  const { code, output } = await child.ending;
  expect(code).toBe(2);
  for (const text of ['--users: has no', '--spawn-rate: has no', '--from: is 9', '--budget: is "0s"'])
    expect(output).toContain(text);
  for (const text of ['--set profile.duration: has no', 'DURATION: has no effect', 'RUN_ID: is "/xxx'])
    expect(output).toContain(text);
  // The suite alone would accept up to 100 characters.
  expect(output.match(/RUN_ID: .*/g)).toEqual([expect.stringContaining('write up to 95 letters')]);
});
