import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { proofFile } from '../packages/loadline/src/results/proof-file';
import { listenHere } from '../packages/loadline/src/run/listen-here';
import { startInTest } from './harness/child';
import { makeFixtureHome } from './harness/fixture-home';
import { tempFolder } from './harness/temp-folder';

async function addressOfServer(): Promise<string> {
  const server = createServer((_, response) => response.end('{}'));
  const port = await listenHere(server);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${port}`;
}

it('bounds in the code of a suite need one sample; calls to another address than the target get no fault', async () => {
  const home = await tempFolder();
  await makeFixtureHome(home, ['aborting', 'two-addresses']);
  const cwd = await tempFolder();
  const args = ['prove', 'two-addresses', '--users', '5', '--duration', '1s', '--json'];
  const child = startInTest(process.execPath, [`${home}/bin/loadline`, ...args], {
    cwd,
    env: {
      ...{ HOME: cwd, NO_COLOR: '1', RUN_ID: 'p' },
      ...{ TARGET_HOST: await addressOfServer(), OTHER_HOST: await addressOfServer() },
    },
  });
  const { code, stdout, output } = await child.ending;
  expect(code, output).toBe(99);
  const { thresholds } = proofFile.parse(JSON.parse(stdout));
  const told = Object.fromEntries(thresholds.map(({ id, ...one }) => [id, one]));
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
