import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startInTest } from './harness/child';
import { toolPath } from './harness/fixture-suites';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

const DOCUMENT = {
  openapi: '3.0.0',
  info: { title: 'orders', version: '1' },
  paths: { '/orders': { get: { responses: { 200: { description: '' } } } } },
};

/** A server that counts what it is asked. */
async function countingServer(): Promise<{ readonly address: string; readonly asked: () => number }> {
  let count = 0;
  const server = createServer((_, response) => {
    count += 1;
    response.end('{}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => count };
}

it('init runs nothing when plans that were there before lead to another target than the one it is given', async () => {
  const cwd = await tempFolder();
  await mkdir(join(cwd, 'node_modules'));
  for (const name of await readdir(project('node_modules')))
    if (name !== 'loadline') await symlink(project('node_modules', name), join(cwd, 'node_modules', name));
  await symlink(project('packages/loadline'), join(cwd, 'node_modules/loadline'));
  const [before, given] = [await countingServer(), await countingServer()];
  const suite = { address: before.address, data: { TARGET_HOST: `http://${before.address}` } };
  const local = JSON.stringify({ description: 'of earlier', allow: [], suites: { orders: suite } });
  await mkdir(join(cwd, 'plans/environments'), { recursive: true });
  await writeFile(join(cwd, 'plans/environments/local.yml'), local);
  await writeFile(join(cwd, 'openapi.json'), JSON.stringify(DOCUMENT));

  const env = { ...toolPath(), K6: project('bin/k6') };
  const loadline = (...args: string[]) =>
    startInTest(project('packages/loadline/bin/loadline'), args, { cwd, env }).ending;
  const { stdout, output, code } = await loadline(
    ...['init', 'orders', '--openapi', 'openapi.json', '--target', given.address, '--ci', 'none', '--yes'],
  );
  expect(stdout, output).toContain(
    `all is written, and nothing was run: test orders-smoke is against http://${before.address}, as your plans or variables say, and not against ${given.address}: write ${given.address} for suite orders in plans/environments/local.yml, then npx loadline run orders-smoke --debug`,
  );
  expect([code, before.asked(), given.asked()]).toEqual([0, 0, 0]);
  expect(await readFile(join(cwd, 'plans/environments/local.yml'), 'utf8')).toBe(local);

  const measured = await loadline('init', 'orders', '--measure', '--target', given.address);
  expect(measured.output).toContain('--measure: is for a suite that is there: leave out what describes');
  expect([measured.code, before.asked(), given.asked()]).toEqual([2, 0, 0]);
});
