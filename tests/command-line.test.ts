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
  ['a report where none can be', ['--html', '/proc/x.html'], '--html: /proc/x.html cannot be written'],
  ['a run id that names no folder', ['--run-id', 'a b'], 'RUN_ID: is "a b": write up to 100 letters'],
  ['a run id of this folder', ['--run-id', '.'], 'RUN_ID: is ".": write up to 100 letters'],
  ['a run id of the folder above', ['--run-id', '..'], 'RUN_ID: is "..": write up to 100 letters'],
  ['a run id of another folder', ['--run-id', '../x'], 'RUN_ID: is "../x": write up to 100 letters'],
  ['a run id of 300 characters', ['--run-id', 'x'.repeat(300)], 'xxx": write up to 100 letters'],
])('%s: told before the run, 2, and no request', async (_what, args, problem) => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const { code, output } = await loadline(cwd, [...RUN, ...args], variablesFor(service));
  expect(output).toContain(problem);
  expect(code).toBe(2);
  expect(service.stats().calls).toEqual({});
  expect(existsSync(join(cwd, 'reports'))).toBe(false);
});

it('of two runs with one id at the same time, one runs and the other is refused with 2', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const run = () => loadline(cwd, [...RUN, '--run-id', 'twice'], variablesFor(service));
  const ends = await Promise.all([run(), run()]);
  const [first, second] = ends.sort(
    (a, b) => Number(a.output.includes('is there already')) - Number(b.output.includes('is there already')),
  );
  expect(second?.output).toMatch(/RUN_ID: \S+\/reports\/twice is there already: choose another id, or none/);
  expect(second?.code).toBe(2);
  expect(first?.output).toContain('files of this run');
});

it('a folder of reports that cannot be made: told before the run, 2, and no request', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'reports'), '');
  const { code, output } = await loadline(cwd, RUN, variablesFor(service));
  expect(output).toMatch(/reports\/\S+: cannot be made .*: start where you may write/);
  expect(code).toBe(2);
  expect(service.stats().calls).toEqual({});
});

it('without bundles there is one thing to do, and no list of wrong names', async () => {
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
])('no %s: %j is told the same way, with each there is, and 2', async (kind, args) => {
  const { code, output } = await loadline(await tempFolder(), args);
  const [, valid = ''] = output.split(
    `the command line: there is no ${kind} "vacancis": did you mean "vacancies"? valid: `,
  );
  const names = valid.replace(' [unknown-name]', '').trim().split(', ');
  expect(names).toContain('fractal');
  expect(names).toEqual([...new Set(names)]);
  expect(code).toBe(2);
});

it.each(['demo', 'serve'])('%s of a suite that has none does not deny the suite', async (command) => {
  const { code, output } = await loadline(await tempFolder(), [command, 'chater-auth']);
  expect(output).toMatch(
    /there is no (demo|reference service) of suite "chater-auth": did you mean "chater"/,
  );
  expect(code).toBe(2);
});

it('a report of what is no run: 2, and no word of a run or of requests', async () => {
  const { code, output } = await loadline(await tempFolder(), ['report', 'nope']);
  expect(output).toMatch(/^error: no report was made:\n {2}nope: there is no run\.json in it/);
  expect(code).toBe(2);
});

it('an archive holds what was built in: it is not made of thresholds that were edited since', async () => {
  const thresholds = project('thresholds', 'chater.json');
  const text = await readFile(thresholds, 'utf8');
  onTestFinished(() => writeFile(thresholds, text));
  await writeFile(thresholds, `${text} `);
  const { code, output } = await loadline(await tempFolder(), ['archive', 'vacancies']);
  expect(output).toContain('thresholds/chater.json: is not what was built in: run `make build`');
  expect(code).toBe(2);
});
