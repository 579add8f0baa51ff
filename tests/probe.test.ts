import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadline, resultIn } from './harness/loadline';
import { referenceService, titlesLeft } from './harness/reference-service';
import { serverCounts } from './harness/server-counts';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const RUN = ['run', 'vacancies-smoke', '--probe', '--users', '30', '--duration', '2s', '--run-id', 'probed'];

it('--probe probes a closed service first, then puts the load on it', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const end = await loadline(cwd, RUN, variablesFor(service));
  expect(end.code, end.output).toBe(0);
  const [first, second] = [await resultIn(cwd, 'probed-auth'), await resultIn(cwd, 'probed')];
  expect([first.verdict, second.verdict]).toEqual(['pass', 'pass']);
  expect(first.aggregate.probes?.length).toBeGreaterThan(0);
  expect(first.startedAtMs).toBeLessThan(second.startedAtMs ?? 0);
  expect(await titlesLeft(service)).toEqual([]);
});

it('--probe sends no request when the load after it cannot be run', async () => {
  const service = await referenceService();
  const args = ['run', 'vacancies-load', '--probe', '--users', '50', '--duration', '5s'];
  const { code, output } = await loadline(await tempFolder(), args, variablesFor(service));
  expect(output).toContain('the load needs 10s to reach 50 users');
  expect(code).toBe(2);
  expect(service.stats().calls).toEqual({});
});

it('--probe puts no load on an open service, and names the open calls', async () => {
  const service = await referenceService({ auth: 'off' });
  const cwd = await tempFolder();
  const end = await loadline(cwd, RUN, variablesFor(service));
  expect(end.code).toBe(99);
  expect(end.output).toContain('DeleteVacancy with no_token is open');
  expect(end.output).toContain('the load was not started');
  expect(await readdir(join(cwd, 'reports'))).toEqual(['probed-auth']);

  expect(serverCounts(service.stats()).SignInUser?.OK).toBeLessThan(5);
  expect(await titlesLeft(service)).toEqual([]);
});
