import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { runK6 } from './harness/k6-run';
import { loadline } from './harness/loadline';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const OTHERS = [
  'stage.example.evil',
  'localhost.example.evil',
  '127.0.0.1@example.evil',
  '0.0.0.0',
  '2130706433',
];

it.each(OTHERS)('%s is not contacted: k6 alone ends with 108, bin/loadline with 2', async (host) => {
  const connections = await listener();
  const variables = { ...variablesFor({ port: connections.port }), SERVICE_HOST: host };
  const alone = await runK6({ variables });
  expect(alone.output).toContain('may not be put under load');
  expect(alone.code).toBe(108);
  const end = await loadline(await tempFolder(), ['run', 'vacancies-smoke'], variables);
  expect(end.output).toContain('ALLOW_TARGET');
  expect(end.code).toBe(2);
  expect(connections.count()).toBe(0);
});

it('0.0.0.0 is contacted once it is allowed', async () => {
  const service = await referenceService();
  const load = { SERVICE_HOST: '0.0.0.0', ALLOW_TARGET: '0.0.0.0', USERS: '30', DURATION: '2s' };
  const end = await runK6({ variables: { ...variablesFor(service), ...load } });
  expect(end.code).toBe(0);
});

/** Counts who comes by, and hangs up. */
async function listener(): Promise<{ port: number; count: () => number }> {
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, count: () => count };
}
