import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { startInTest } from './harness/child';
import { eventually } from './harness/eventually';
import { childProcesses } from './harness/loadline';
import { project } from './harness/project';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

/** Reads the settings of Go's runtime with which `bin/loadline run` starts k6. */
async function goSettings(own: Record<string, string>, before: readonly string[] = []): Promise<string[]> {
  const folder = await tempFolder();
  const variables = { ...variablesFor(await referenceService()), ...own };
  const [command = '', ...args] = [...before, process.execPath, project('bin', 'loadline'), 'run'];
  const load = ['vacancies-smoke', '--users', '5', '--duration', '3s'];
  const run = startInTest(command, [...args, ...load], { cwd: folder, env: { HOME: folder, ...variables } });
  const environment = await eventually(async () => {
    const [k6] = await childProcesses(run.process.pid ?? 0, 'k6 run');
    const text = await readFile(`/proc/${k6}/environ`, 'utf8');
    if (!text.includes('RUN_ID=')) throw new Error('k6 has not started yet');
    return text.split('\0');
  });
  const { code, output } = await run.ending;
  expect(code, output).toBe(0);
  return environment.filter((variable) => /^GO(GC|MAXPROCS)=/.test(variable)).sort();
}

it('with enough free memory, k6 collects garbage rarely', async () => {
  const settings = await goSettings({});
  expect(settings.filter((setting) => setting.startsWith('GOGC='))).toEqual(['GOGC=400']);
});

it("the user's own settings take precedence", async () => {
  const own = { GOGC: '70', GOMAXPROCS: '2' };
  expect(await goSettings(own)).toEqual(['GOGC=70', 'GOMAXPROCS=2']);
});

it('on a single processor GOMAXPROCS is 4', async () => {
  expect(await goSettings({}, ['/usr/bin/taskset', '--cpu-list', '0'])).toEqual(['GOGC=400', 'GOMAXPROCS=4']);
});
