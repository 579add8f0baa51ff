import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startInTest } from './harness/child';
import { makeFixtureHome } from './harness/fixture-home';
import { fixtureBundle } from './harness/fixture-suites';
import { resultOf, runK6 } from './harness/k6-run';
import { resultIn } from './harness/loadline';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const SHORT = { USERS: '2', DURATION: '3s' };
const UNTRIED = 'GetVacancies with no_token is unclear: it was not tried';

it.each([
  ['whose samples are read', []],
  ['without samples of k6', ['--flat']],
  ['of two instances without samples of k6', ['--flat', '--instances', '2']],
])('a suite that tries none of its probes is invalid in a run %s', async (_, args) => {
  const [home, cwd] = [await tempFolder(), await tempFolder()];
  await makeFixtureHome(home, ['aborting', 'untried']);
  const env = { HOME: cwd, ...variablesFor(await referenceService()), ...SHORT };
  const command = [join(home, 'bin', 'loadline'), 'run', 'untried', '--run-id', 'one', ...args];
  const { code, output } = await startInTest(process.execPath, command, { cwd, env }).ending;
  expect(code, output).toBe(3);
  const { verdict, reasons } = await resultIn(cwd, 'one');
  expect([verdict, reasons]).toEqual(['invalid', [UNTRIED]]);
});

it('a suite that tries none of its probes is invalid in a run of k6 alone', async () => {
  const variables = { ...variablesFor(await referenceService()), ...SHORT };
  const end = await runK6({ bundle: fixtureBundle('untried'), variables });
  const { verdict, reasons } = resultOf(end);
  expect([end.code, verdict, reasons]).toEqual([99, 'invalid', [UNTRIED]]);
});
