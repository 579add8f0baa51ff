import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changedHome } from './false-greens/changed-home';
import { startInTest } from './harness/child';
import { loadline } from './harness/loadline';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const DEBUG = ['run', 'vacancies-smoke', '--debug'];

it('--debug ends with 3 on an error that nobody caught, and gives no verdict on a load', async () => {
  const home = await changedHome(
    "{ debug(data) { Promise.reject(new Error('floating promise')); return suite.debug(data); } }",
  );
  const cwd = await tempFolder();
  const env = { HOME: cwd, ...variablesFor(await referenceService({ seedRecords: 90 })) };
  const command = [join(home, 'bin', 'loadline'), ...DEBUG];
  const { code, output } = await startInTest(process.execPath, command, { cwd, env }).ending;
  expect(output).toContain('floating promise');
  expect(code, output).toBe(3);
  expect(output).not.toMatch(/verdict: |of load/);
});

it('an option with an empty value, as an unset variable of CI leaves it, is refused', async () => {
  const cwd = await tempFolder();
  const variables = variablesFor({ port: 1 });
  const end = await loadline(cwd, ['run', '--users', '', '--set', '', '--html', ''], variables);
  expect(end.code, end.output).toBe(2);
  for (const option of ['--users', '--set', '--html'])
    expect(end.stderr).toContain(`${option}: has an empty value`);
  const serve = await loadline(cwd, ['serve', 'vacancies', '--port', '']);
  expect(serve.code, serve.output).toBe(2);
});
