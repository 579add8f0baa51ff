import { readFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { childProcesses, startLoadline } from './harness/loadline';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

it.each([
  [{}, '400'],
  [{ GOGC: '70' }, '70'],
])("room for k6's garbage collector, with %j in the environment: %s percent", async (own, percent) => {
  const variables = { ...variablesFor(await referenceService()), ...own };
  const args = ['run', 'vacancies-smoke', '--users', '5', '--duration', '3s'];
  const run = startLoadline(await tempFolder(), args, variables);
  const environment = await vi.waitFor(async () => {
    const [k6] = await childProcesses(run.process.pid ?? 0, 'k6');
    const text = await readFile(`/proc/${k6}/environ`, 'utf8');
    if (!text.includes('RUN_ID=')) throw new Error('k6 has not started yet');
    return text.split('\0');
  }, 30_000);
  expect(environment.filter((variable) => variable.startsWith('GOGC='))).toEqual([`GOGC=${percent}`]);
  const { code, output } = await run.ending;
  expect(code, output).toBe(0);
});
