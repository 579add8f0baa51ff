import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runK6 } from './harness/k6-run';
import { loadline } from './harness/loadline';
import { project } from './harness/project';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

/** Allowed targets besides this machine. None of them exists. */
const ALLOW_TARGET = 'stage.example.com,0.0.0.0:1,localhost,127.0.0.1';

const HOSTS = [
  'stage.example.evil',
  'stage.example.com.example.evil',
  'localhost.example.evil',
  'LocalHost.Example.EVIL',
  'stage.example.evil.',
  '127.0.0.1@example.evil',
  'localhost.',
  '0.0.0.0',
  '2130706433',
  '::',
  '[::ffff:0.0.0.0]',
];
const URLS = [
  'http://stage.example.evil',
  'http://stage.example.com.example.evil/base',
  'https://LocalHost.Example.EVIL',
  'http://stage.example.evil.',
  'http://localhost.',
  'http://127.0.0.1.',
  'http://127.0.0.1@example.evil',
  'http://stage.example.com:secret@0.0.0.0',
  'http://0.0.0.0',
  'http://2130706433',
  'http://[::]',
];

/** Tries to put load on a target, with k6 alone and with bin/loadline. */
async function expectRefused(suite: 'vacancies' | 'requests', variables: Record<string, string>) {
  const test = suite === 'vacancies' ? 'vacancies-smoke' : 'requests';
  const [alone, end] = await Promise.all([
    runK6({ variables, bundle: project('dist', `${suite}.js`) }),
    loadline(await tempFolder(), ['run', test], variables),
  ]);
  expect(alone.output).toMatch(/may not be put under load|contains a user name|is looked up in DNS/);
  expect(alone.output).not.toContain('secret');
  expect(alone.code).toBe(108);
  expect(end.output).toMatch(/ALLOW_TARGET|contains a user name|is looked up in DNS/);
  expect(end.code).toBe(2);
}

describe('a target that is not allowed is never contacted: k6 alone exits with 108, bin/loadline with 2', () => {
  it.each(HOSTS)('%s, gRPC', async (host) => {
    const connections = await listener();
    const service = variablesFor({ port: connections.port });
    await expectRefused('vacancies', { ...service, SERVICE_HOST: host, ALLOW_TARGET });
    expect(connections.count()).toBe(0);
  });

  it.each(URLS)('%s, HTTP', async (url) => {
    const connections = await listener();
    const { protocol, pathname } = new URL(url);
    const host = /\/\/([^/]*)/.exec(url)?.[1];
    const target = `${protocol}//${host}:${connections.port}${pathname.replace(/\/$/, '')}`;
    await expectRefused('requests', { TARGET_HOST: target, ALLOW_TARGET });
    expect(connections.count()).toBe(0);
  });
});

it.each(['0.0.0.0', 'LOCALHOST'])('%s is contacted: it is allowed', async (host) => {
  const service = await referenceService();
  const load = { SERVICE_HOST: host, ALLOW_TARGET: '0.0.0.0', USERS: '30', DURATION: '2s' };
  const end = await runK6({ variables: { ...variablesFor(service), ...load } });
  expect(end.code, end.output).toBe(0);
});

/** Starts a server on any address of this machine that counts connections and closes them. */
async function listener(): Promise<{ port: number; count: () => number }> {
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, done));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, count: () => count };
}
