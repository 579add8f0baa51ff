import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changedHome } from './false-greens/changed-home';
import { startInTest } from './harness/child';
import { eventually } from './harness/eventually';
import { endIn } from './harness/instance-end';
import { childProcesses, loadline, resultIn, startLoadline } from './harness/loadline';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const RUN = ['run', 'vacancies-smoke', '--run-id', 'one', '--users', '60'];

/** Throws three times after the iteration has returned, and prints on the console a line that looks like a fourth error. */
const LATE_ERRORS = `((exec) => ({
  crud(data) {
    const number = exec.scenario.iterationInTest;
    if (number === 0) Promise.reject(new Error('floating promise'));
    if (number === 1) setTimeout(() => { throw new TypeError('in a timer'); }, 10);
    if (number === 2) Promise.reject('words of a server');
    if (number === 3) console.error('{"level":"error","msg":"faked","executor":"x"}\\n{"level":"error","msg":"faked"}');
    return suite.crud(data);
  },
}))(require('k6/execution'))`;

describe('end-<i>.json', () => {
  it('counts errors after the iteration, which k6 only logs; console output cannot fake one', async () => {
    const home = await changedHome(LATE_ERRORS);
    const cwd = await tempFolder();
    const env = { HOME: cwd, ...variablesFor(await referenceService()) };
    const command = [join(home, 'bin', 'loadline'), ...RUN, '--duration', '3s'];
    const { code, output } = await startInTest(process.execPath, command, { cwd, env }).ending;
    expect(code, output).toBe(3);
    expect((await resultIn(cwd, 'one')).verdict).toBe('invalid');
    const { uncaught } = await endIn(cwd);
    expect(uncaught).toMatchObject({ count: 2, first: expect.stringContaining('floating promise') });
    expect(output).toMatch(/error +script error in a timer: TypeError: in a timer/);
    expect((await resultIn(cwd, 'one')).aggregate.scriptErrors).toBeGreaterThanOrEqual(1);
    expect(await readFile(join(cwd, 'reports/one/k6-1.log'), 'utf8')).toContain('TypeError: in a timer');
  });

  it.each([
    ['', []],
    [', flat', ['--flat']],
  ])('records the signal that loadline received, for each instance%s', async (_, args) => {
    const service = await referenceService();
    const cwd = await tempFolder();
    const run = startLoadline(
      cwd,
      [...RUN, '--duration', '60s', '--instances', '2', ...args],
      variablesFor(service),
    );
    await eventually(() =>
      expect(service.stats().calls['pb.VacancyService/CreateVacancy']?.OK ?? 0).toBeGreaterThan(2),
    );
    run.process.kill('SIGHUP');
    const { code, output } = await run.ending;
    expect(code, output).toBe(105);
    for (const instance of [1, 2]) {
      expect(await endIn(cwd, instance)).toMatchObject({ exitCode: 105, stopped: { by: 'SIGHUP' } });
    }
  });

  it('records that k6 was killed', async () => {
    const service = await referenceService();
    const cwd = await tempFolder();
    const run = startLoadline(cwd, [...RUN, '--duration', '60s'], variablesFor(service));
    await eventually(() =>
      expect(service.stats().calls['pb.VacancyService/CreateVacancy']?.OK ?? 0).toBeGreaterThan(2),
    );
    const [k6 = 0] = await childProcesses(run.process.pid ?? 0, 'samples-1.csv.gz');
    process.kill(k6, 'SIGKILL');
    expect((await run.ending).code).toBe(3);
    const end = await endIn(cwd);
    expect(end).toMatchObject({ killedBy: 'SIGKILL', stopped: { by: 'killed' } });
    expect(end.exitCode).toBeUndefined();
  });

  it('records why set-up failed', async () => {
    const cwd = await tempFolder();
    const variables = { ...variablesFor(await referenceService()), USER_1_PASSWORD: 'wrong-password' };
    const end = await loadline(cwd, [...RUN, '--duration', '3s'], variables);
    expect(end.code, end.output).toBe(3);
    const { setupError, uncaught } = await endIn(cwd);
    expect(setupError).toContain('invalid email or password');
    expect(uncaught?.count).toBe(0);
  });
});
