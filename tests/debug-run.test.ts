import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changedHome } from './false-greens/changed-home';
import { startInTest } from './harness/child';
import { eventually } from './harness/eventually';
import { loadline, startLoadline } from './harness/loadline';
import { arrivals, referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

/** Words that only the report of a load contains: its verdict, its length, its thresholds. */
const WORDS_OF_A_LOAD = /verdict: |of load|minSamples|has no sample|thresholds on metrics/;

const DEBUG = ['run', 'vacancies-smoke', '--debug'];

it('--debug exits with 3 on an uncaught error, and gives no verdict on a load', async () => {
  const home = await changedHome(
    "{ debug(data) { Promise.reject(new Error('floating promise')); return suite.debug(data); } }",
  );
  const cwd = await tempFolder();
  const load = { USERS: '5', DURATION: '7s' };
  const env = { HOME: cwd, ...load, ...variablesFor(await referenceService({ seedRecords: 90 })) };
  const command = [join(home, 'bin', 'loadline'), ...DEBUG];
  const { code, output } = await startInTest(process.execPath, command, { cwd, env }).ending;
  expect(output).toContain('floating promise');
  expect(output).toContain('debug: not used: USERS, DURATION');
  expect(code, output).toBe(3);
  expect(output).not.toMatch(WORDS_OF_A_LOAD);
});

it('--debug that is interrupted says so, and does not mention thresholds', async () => {
  const service = await referenceService({ stall: true });
  const run = startLoadline(await tempFolder(), DEBUG, variablesFor(service));
  await eventually(async () => expect(await arrivals(service, 'CreateVacancy')).toHaveLength(1));
  run.process.kill('SIGINT');
  const { code, output } = await run.ending;
  expect(code, output).toBe(105);
  expect(output).toMatch(/^crud was cut off$/m);
  expect(output).toMatch(/^interrupted by Ctrl-C or SIGINT$/m);
  expect(output).not.toMatch(WORDS_OF_A_LOAD);
});

it('an option with an empty value, as from an unset variable in CI, is refused', async () => {
  const cwd = await tempFolder();
  const variables = variablesFor({ port: 1 });
  const end = await loadline(cwd, ['run', '--users', '', '--set', '', '--html', ''], variables);
  expect(end.code, end.output).toBe(2);
  for (const option of ['--users', '--set', '--html'])
    expect(end.stderr).toContain(`${option}: has an empty value`);
  const serve = await loadline(cwd, ['serve', 'vacancies', '--port', '']);
  expect(serve.code, serve.output).toBe(2);
});
