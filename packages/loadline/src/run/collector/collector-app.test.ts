import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Barrier } from './barrier';
import { clockWarnings } from './clock-warnings';
import { collectorApp } from './collector-app';

const TOKEN = 'a-token-of-the-test';

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const barrier = new Barrier(join(folder, 'collector.json'), 1, () => {});
  const app = collectorApp({ runId: 'r1', instances: 1, token: TOKEN, folder, mostBytes: 10, barrier });
  const boot = randomUUID();
  barrier.ready(1, { boot, spec: 's', lastsMs: 1 });
  const put = (path: string, body: string, headers: Record<string, string> = {}) =>
    app.request(path, {
      method: 'PUT',
      body,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'x-boot': boot,
        'x-sha256': createHash('sha256').update(body).digest('hex'),
        ...headers,
      },
    });
  return { app, folder, put, boot };
}

it('requires the token, except for the health check', async () => {
  const { app, put } = setUp();
  expect((await app.request('/healthz')).status).toBe(200);
  expect((await app.request('/report.tar.gz')).status).toBe(401);
  expect((await put('/runs/r1/1/files/run.json', '{}', { authorization: 'Bearer other' })).status).toBe(401);
});

it('accepts the files of a run with their hash, and nothing else', async () => {
  const { folder, put } = setUp();
  expect((await put('/runs/r1/1/files/run.json', '{}')).status).toBe(201);
  expect(readFileSync(join(folder, '1/run.json'), 'utf8')).toBe('{}');
  for (const path of [
    '/runs/r1/1/files/passwd',
    '/runs/r1/1/files/..%2f..%2frun.json',
    '/runs/r2/1/files/run.json',
  ])
    expect((await put(path, '{}')).status).toBe(404);
  expect((await put('/runs/r1/2/files/run.json', '{}')).status).toBe(404);
  expect((await put('/runs/r1/1/files/k6-1.json', '{}', { 'x-sha256': '0' })).status).toBe(400);
  expect((await put('/runs/r1/1/files/k6-1.json', 'x'.repeat(11))).status).toBe(413);
  expect((await put('/runs/r1/1/files/k6-1.json', '{}', { 'x-boot': 'another' })).status).toBe(409);
  expect(existsSync(join(folder, '1/k6-1.json'))).toBe(false);
});

it('warns about clocks that differ by more than the error of measurement', () => {
  const clocks = {
    1: { offsetMs: 40, withinMs: 2 },
    2: { offsetMs: -3_200, withinMs: 5 },
    3: { offsetMs: 300, withinMs: 250 },
  };
  expect(clockWarnings(clocks)).toEqual([
    'the clock of instance 2 is 3.2 s ahead of that of the collect server (± 5 ms): set the clocks of the machines',
  ]);
});
