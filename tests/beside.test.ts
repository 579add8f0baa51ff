import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Result } from '../packages/loadline/src/core/verdict/result';
import { readJson } from '../packages/loadline/src/results/json-file';
import { startInTest } from './harness/child';
import { makeFixtureHome } from './harness/fixture-home';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

it('failed checks of k6, failed requests past the calls, and a clock that is set in mid-run make a run invalid, also for k6 alone', async () => {
  const [home, cwd] = [await tempFolder(), await tempFolder()];
  await makeFixtureHome(home, ['aborting', 'beside']);
  const variables = { HOME: cwd, NO_COLOR: '1', ...variablesFor(await referenceService()) };
  const args = ['run', 'beside', '--users', '30', '--duration', '3s', '--run-id', 'one'];
  const run = startInTest(process.execPath, [join(home, 'bin', 'loadline'), ...args], {
    cwd,
    env: variables,
  });
  const end = await run.ending;
  expect(end.code, end.output).toBe(3);
  const read = (file: string) => readJson(join(cwd, 'reports', 'one', file)) as Result;
  const { verdict, reasons } = read('result.json');
  expect(verdict).toBe('invalid');
  const clock = expect.stringMatching(
    /^the clock of the load generator was set during the run, by 10(\.\d)? s in all/,
  );
  const checks = expect.stringMatching(/^(\d+) of \1 checks with k6's check\(\) failed/);
  const requests = expect.stringMatching(
    /^(\d+) of \1 requests past loadline's calls failed, such as http:\/\/127\.0\.0\.1:1\/rows, and/,
  );
  expect(reasons).toEqual(expect.arrayContaining([clock, checks, requests]));
  const log = await readFile(join(cwd, 'reports', 'one', 'k6-1.log'), 'utf8');
  expect(log).toContain('the clock of this machine was set forward by 10');
  const alone = read('k6-1.json');
  expect(alone.verdict).toBe('invalid');
  expect(alone.reasons).toEqual(expect.arrayContaining([clock, checks]));
  expect(read('end-1.json')).toMatchObject({ exitCode: 99 });
});
