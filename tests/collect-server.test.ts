import { randomUUID } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { COLLECTOR_TOKEN, collectServer } from './harness/collect-server';
import { eventually } from './harness/eventually';
import { loadline } from './harness/loadline';
import { tempFolder } from './harness/temp-folder';

/** Asks a server, as instance i of two does, whether it may start. @param own other parts of the request */
async function ready(
  url: string,
  number: number,
  own: object = {},
): Promise<{ status: number; answer: object }> {
  const usual = {
    boot: randomUUID(),
    of: 2,
    versions: { loadline: '1', k6: '2' },
    spec: 's',
    lastsMs: 1_000,
  };
  const body = { ...usual, ...own };
  const headers = { authorization: `Bearer ${COLLECTOR_TOKEN}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/runs/r1/${number}/ready`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as object };
}

const TWO = ['--run-id', 'r1', '--instances', '2'];

it('after a signal before the load, an instance that arrives does not start it', async () => {
  const { url, server } = await collectServer(TWO);
  expect(await ready(url, 1)).toMatchObject({ status: 200 });
  server.process.kill('SIGTERM');
  await eventually(() => expect(server.said()).toContain('verdict: INVALID'));
  const { status, answer } = await ready(url, 2);
  expect(status, JSON.stringify(answer)).toBe(410);
  expect(answer).toEqual({
    error: 'instance 2 is too late: the collect server was stopped before the load: no load',
  });
  const { code, output } = await server.ending;
  expect(output).not.toContain('the load begins');
  expect(code, output).toBe(105);
});

/** Listens on a port of its own, for one test. */
async function takenPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const address = server.address();
  return address !== null && typeof address === 'object' ? `127.0.0.1:${address.port}` : '';
}

it('says where it cannot listen, which certificate and which folder it cannot use: 2', async () => {
  const folder = await tempFolder();
  await writeFile(join(folder, 'a-file'), 'no certificate');
  const port = await takenPort();
  const cases: [string[], string][] = [
    [['--listen', port], `--listen: another program listens on ${port}: stop it`],
    [['--listen', 'no-such-host.invalid:8080'], '--listen: cannot be listened on (getaddrinfo'],
    [['--tls-cert', 'missing', '--tls-key', 'missing'], '--tls-cert: missing cannot be read (ENOENT'],
    [['--tls-cert', 'a-file', '--tls-key', 'a-file'], '--tls-cert and --tls-key: cannot be used ('],
    [['--folder', 'a-file'], 'a-file: cannot be made, or made private (it is no folder'],
    // Node's own way to make folders never ends there.
    [['--folder', '/proc/loadline'], '/proc/loadline: cannot be made, or made private (ENOENT'],
  ];
  for (const [args, text] of cases) {
    const all = ['collect', ...TWO, '--listen', '127.0.0.1:0', '--wait', '1s'];
    const given = args[0] === '--listen' ? all.filter((arg) => !/^(--listen|127)/.test(arg)) : all;
    const { code, output } = await loadline(folder, [...given, ...args], {
      LOADLINE_COLLECTOR_TOKEN: COLLECTOR_TOKEN,
    });
    expect(output).toContain(text);
    expect(code, output).toBe(2);
  }
});

it('refuses a folder with the result of another run, and a state that loadline did not write', async () => {
  const folder = await tempFolder();
  const run = join(folder, 'reports', 'r1');
  await mkdir(run, { recursive: true });
  const files: [string, string, string][] = [
    ['collector.json', 'null', 'has a collector.json that loadline did not write'],
    ['collector.json', '{"runId":"r1","instances":2}', 'has a collector.json that loadline did not write'],
  ];
  const collect = () =>
    loadline(folder, ['collect', ...TWO, '--listen', '127.0.0.1:0', '--wait', '1s'], {
      LOADLINE_COLLECTOR_TOKEN: COLLECTOR_TOKEN,
    });
  for (const [name, content, text] of files) {
    await writeFile(join(run, name), content);
    const { code, output } = await collect();
    expect(output).toContain(text);
    expect(code, output).toBe(2);
  }
  const other = join(folder, 'reports', 'r2');
  await mkdir(other);
  await writeFile(join(other, 'result.json'), '{}');
  const args = ['collect', '--run-id', 'r2', '--instances', '2', '--listen', '127.0.0.1:0', '--wait', '1s'];
  const { code, output } = await loadline(folder, args, { LOADLINE_COLLECTOR_TOKEN: COLLECTOR_TOKEN });
  expect(output).toContain('reports/r2 holds the result of another run');
  expect(code, output).toBe(2);
});

it('names the file that was too large in the verdict', async () => {
  const { url, server, folder } = await collectServer([
    ...['--run-id', 'r1', '--instances', '1', '--max-upload', '1'],
  ]);
  const boot = randomUUID();
  await ready(url, 1, { boot, of: 1 });
  const headers = { authorization: `Bearer ${COLLECTOR_TOKEN}`, 'x-boot': boot, 'x-sha256': 'any' };
  const path = `${url}/runs/r1/1/files/samples-1.csv.gz`;
  const { status } = await fetch(path, { method: 'PUT', headers, body: Buffer.alloc(1_000_001) });
  expect(status).toBe(413);
  expect(await readdir(join(folder, 'reports', 'r1', '1'))).toEqual([]);
  server.process.kill('SIGTERM');
  const { output } = await server.ending;
  expect(output).toContain('instance 1: samples-1.csv.gz has more than 1000000 bytes: see --max-upload');
});
