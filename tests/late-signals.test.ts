import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ignoringSigint, interruptK6 } from '../packages/loadline/src/run/interrupt-k6';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

/** A user who sleeps for the given seconds, and a summary that waits for a reply. */
const script = (lengthS: number, address: string) => `
import { sleep } from 'k6';
import http from 'k6/http';
export const options = { scenarios: { one: { executor: 'per-vu-iterations', vus: 1, iterations: 1, gracefulStop: '0s' } } };
export default function () { sleep(${lengthS}); }
export function handleSummary() {
  http.get('${address}');
  return { [__ENV.OUT]: 'whole' };
}`;

async function startK6(lengthS: number) {
  const folder = await tempFolder();
  const [file, out] = [join(folder, 'script.js'), join(folder, 'out')];
  const server = createServer();
  const summary = new Promise<() => void>((asked) =>
    server.on('request', (_, response) => asked(() => response.end())),
  );
  onTestFinished(() => void server.close());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await writeFile(file, script(lengthS, `http://127.0.0.1:${port}/`));
  const k6 = spawn(...ignoringSigint(project('bin', 'k6'), ['run', '--quiet', file]), {
    env: { OUT: out, K6_NO_USAGE_REPORT: 'true' },
    stdio: 'ignore',
  });
  onTestFinished(() => void k6.kill('SIGKILL'));
  let isOver = false;
  const end = new Promise((done) =>
    k6.on('close', (code, signal) => {
      isOver = true;
      done(signal ?? code);
    }),
  );
  return { pid: k6.pid ?? 0, out, summary, end, isOver: () => isOver };
}

it('a k6 that is not ready for signals gets its SIGINT as soon as it is, and writes its summary', async () => {
  const k6 = await startK6(60);
  let sent = 0;
  interruptK6(k6.pid, k6.isOver, () => {
    sent += 1;
  });
  expect(sent).toBe(0);
  const goOn = await k6.summary;
  goOn();
  expect(await k6.end).toBe(105);
  expect(sent).toBe(1);
  expect(existsSync(k6.out)).toBe(true);
});

it('a k6 whose load has ended gets no SIGINT, and is not killed by one', async () => {
  const k6 = await startK6(0);
  const goOn = await k6.summary;
  let sent = 0;
  interruptK6(k6.pid, k6.isOver, () => {
    sent += 1;
  });
  // A SIGINT from elsewhere does not kill it either.
  process.kill(k6.pid, 'SIGINT');
  goOn();
  expect(await k6.end).toBe(0);
  expect(sent).toBe(0);
  expect(existsSync(k6.out)).toBe(true);
});
