import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startInTest } from './harness/child';
import { loadline } from './harness/loadline';
import { putLoadline } from './harness/own-home';
import { project } from './harness/project';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const RUN = ['run', 'vacancies-smoke', '--users', '30', '--duration', '2s'];

it.each([
  [
    'a report in a place that cannot be written',
    ['--html', '/proc/x.html'],
    '--html: /proc/x.html cannot be written',
  ],
  ['a run id that cannot be a folder name', ['--run-id', 'a b'], 'RUN_ID: is "a b": write up to 100 letters'],
  ['a run id of this folder', ['--run-id', '.'], 'RUN_ID: is ".": write up to 100 letters'],
  ['a run id of the folder above', ['--run-id', '..'], 'RUN_ID: is "..": write up to 100 letters'],
  ['a run id of another folder', ['--run-id', '../x'], 'RUN_ID: is "../x": write up to 100 letters'],
  ['a run id of 300 characters', ['--run-id', 'x'.repeat(300)], 'xxx": write up to 100 letters'],
])('%s: reported before the run, exit code 2, and no request', async (_what, args, problem) => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const { code, output } = await loadline(cwd, [...RUN, ...args], variablesFor(service));
  expect(output).toContain(problem);
  expect(code).toBe(2);
  expect(service.stats().calls).toEqual({});
  expect(existsSync(join(cwd, 'reports'))).toBe(false);
});

it('when two runs with the same id start together, one runs and the other exits with 2', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const run = () => loadline(cwd, [...RUN, '--run-id', 'twice'], variablesFor(service));
  const ends = await Promise.all([run(), run()]);
  const [first, second] = ends.sort(
    (a, b) => Number(a.output.includes('is there already')) - Number(b.output.includes('is there already')),
  );
  expect(second?.output).toMatch(/RUN_ID: \S+\/reports\/twice is there already: choose another id, or none/);
  expect(second?.code).toBe(2);
  expect(first?.output).toMatch(/^report +file:\/\/\S+\/reports\/twice\/report\.html$/m);
});

it('a reports folder that cannot be made: reported before the run, exit code 2, and no request', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'reports'), '');
  const { code, output } = await loadline(cwd, RUN, variablesFor(service));
  expect(output).toMatch(/reports\/\S+: cannot be made .*: start where you may write/);
  expect(code).toBe(2);
  expect(service.stats().calls).toEqual({});
});

it('without bundles the only problem is the missing build, and no name counts as unknown', async () => {
  const copy = await tempFolder();
  const command = await putLoadline(copy);
  await cp(project('plans'), join(copy, 'plans'), { recursive: true });
  const { output } = await startInTest(process.execPath, [command, 'plan'], {
    cwd: copy,
    env: {},
  }).ending;
  expect(output).toMatch(
    /^error: 1 problem .*\n +\S+\/dist: holds no bundles: run `make build` \[not-built\]\n$/,
  );
});

it.each([
  ['suite', ['archive', 'vacancis']],
  ['suite', ['demo', 'vacancis']],
  ['suite', ['serve', 'vacancis']],
  ['suite or test', ['sweep', 'vacancis', '--run', 'x']],
])('unknown %s: %j gets the same message with all valid names, and exit code 2', async (kind, args) => {
  const { code, output } = await loadline(await tempFolder(), args);
  const [, valid = ''] = output.split(
    `the command line: there is no ${kind} "vacancis": did you mean "vacancies"? valid: `,
  );
  const names = valid.replace(' [unknown-name]', '').trim().split(', ');
  expect(names).toContain('fractal');
  expect(names).toEqual([...new Set(names)]);
  expect(code).toBe(2);
});

it.each(['demo', 'serve'])('%s of a suite without one does not call the suite unknown', async (command) => {
  const { code, output } = await loadline(await tempFolder(), [command, 'chater-auth']);
  expect(output).toMatch(
    /there is no (demo|reference service) of suite "chater-auth": did you mean "chater"/,
  );
  expect(code).toBe(2);
});

it('report of a path that is not a run: exit code 2, and the error does not mention runs or requests', async () => {
  const { code, output } = await loadline(await tempFolder(), ['report', 'nope']);
  expect(output).toMatch(/^error: no report was made:\n {2}nope: there is no run\.json in it/);
  expect(code).toBe(2);
});

it('an archive contains the thresholds of the build: it is refused when they were edited afterwards', async () => {
  const thresholds = project('thresholds', 'chater.json');
  const text = await readFile(thresholds, 'utf8');
  onTestFinished(() => writeFile(thresholds, text));
  await writeFile(thresholds, `${text} `);
  const { code, output } = await loadline(await tempFolder(), ['archive', 'chater']);
  expect(output).toContain('thresholds/chater.json: is not what was built in: run `make build`');
  expect(code).toBe(2);
});
