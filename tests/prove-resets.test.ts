import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { listenHere } from '../packages/loadline/src/run/listen-here';
import { FaultProxy } from '../packages/loadline/src/run/prove/fault-proxy';
import { startInTest } from './harness/child';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

const SCRIPT = `
import http from 'k6/http';

export const options = { vus: 5, iterations: 400, discardResponseBodies: true };

export default function () {
  for (const method of ['GET', 'POST', 'HEAD']) {
    const { error_code: code } = http.request(method, __ENV.ADDRESS, method === 'POST' ? 'x'.repeat(20000) : null);
    console.log('ended ' + method + ' ' + code);
  }
}
`;

/** k6's code of `connection reset by peer`. */
const RESET = '1220';

it('the planned share of GETs, POSTs and HEADs fails, each by a reset, although k6 would repeat a GET', async () => {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.end('{}'));
  });
  const proxy = await FaultProxy.start('127.0.0.1', await listenHere(server));
  onTestFinished(async () => {
    await proxy.stop();
    server.close();
    server.closeAllConnections();
  });
  proxy.set({ kind: 'reset', share: 0.3 });
  const home = await tempFolder();
  await writeFile(join(home, 'script.js'), SCRIPT);
  const env = { HOME: home, ADDRESS: `http://${proxy.address}/things` };
  const args = ['run', '--quiet', join(home, 'script.js')];
  const { output } = await startInTest(project('bin', 'k6'), args, { cwd: home, env }).ending;
  for (const method of ['GET', 'POST', 'HEAD']) {
    const codes = [...output.matchAll(new RegExp(`ended ${method} (\\d+)`, 'g'))].map(([, code]) => code);
    expect(codes).toHaveLength(400);
    expect([...new Set(codes)].sort()).toEqual(['0', RESET]);
    const share = codes.filter((code) => code === RESET).length / codes.length;
    expect(share, method).toBeGreaterThan(0.2);
    expect(share, method).toBeLessThan(0.4);
  }
});
