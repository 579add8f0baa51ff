import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { proofFile } from '../packages/loadline/src/results/proof-file';
import { listenHere } from '../packages/loadline/src/run/listen-here';
import { startInTest } from './harness/child';
import { makeFixtureHome } from './harness/fixture-home';
import { tempFolder } from './harness/temp-folder';

/** @param slowAfter number of requests after which each reply takes 1.5 s */
async function addressOfServer(slowAfter = Number.POSITIVE_INFINITY): Promise<string> {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    setTimeout(() => response.end('{}'), requests > slowAfter ? 1_500 : 0);
  });
  const port = await listenHere(server);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${port}`;
}

/** Proves a suite of the fixtures against a server of its own, with 5 users in 1 s. */
async function prove(suite: string, variables: Readonly<Record<string, string>> = {}, ...options: string[]) {
  const home = await tempFolder();
  await makeFixtureHome(home, ['aborting', suite]);
  const cwd = await tempFolder();
  const args = ['prove', suite, '--users', '5', '--duration', '1s', ...options];
  const env = { HOME: cwd, NO_COLOR: '1', RUN_ID: 'p', TARGET_HOST: await addressOfServer(), ...variables };
  return startInTest(process.execPath, [`${home}/bin/loadline`, ...args], { cwd, env }).ending;
}

/** Proves the thresholds of a suite whose calls go to two servers. */
async function proveTwoAddresses(other: string) {
  const { code, stdout, output } = await prove('two-addresses', { OTHER_HOST: other }, '--json');
  expect(code, output).toBe(99);
  const { thresholds } = proofFile.parse(JSON.parse(stdout));
  return Object.fromEntries(thresholds.map(({ id, ...one }) => [id, one]));
}

it('bounds in the code of a suite need one sample; calls to another address than the target get no fault', async () => {
  const told = await proveTwoAddresses(await addressOfServer());
  expect(told['calls.GET /things.p95']).toMatchObject({
    outcome: 'proved',
    fault: expect.stringMatching(/^replies .* late$/),
  });
  expect(told['journeys.things.failed']?.outcome).toBe('proved');
  const elsewhere = {
    outcome: 'could not be reached',
    reason: expect.stringContaining('address other than the target'),
  };
  expect(told).toMatchObject({
    'calls.GET /peek.p95': elsewhere,
    'calls.GET /peek.failed': elsewhere,
    'journeys.peeks.response.p95': elsewhere,
    'journeys.peeks.failed': elsewhere,
  });
});

it('a system at another address that becomes slow by itself proves nothing', async () => {
  // The run without a fault makes at most 2 requests for each of its 5 users.
  const told = await proveTwoAddresses(await addressOfServer(10));
  expect(told['calls.GET /things.p95']?.outcome).toBe('proved');
  const unproved = {
    outcome: 'could not be reached',
    // It depends on the number of these requests whether a later run has replies without delay.
    reason: expect.stringContaining('none of its calls failed or waited'),
  };
  expect(told).toMatchObject({
    'calls.GET /peek.p95': unproved,
    'journeys.peeks.response.p95': unproved,
  });
});

it('a set-up that does not announce the load ends the proof, as no fault would begin', async () => {
  const { code, output } = await prove('unannounced');
  expect(output).toContain('the set-up of the suite did not announce the load');
  expect(output).not.toContain('run 2');
  expect(code, output).toBe(3);
});
