import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Barrier } from './barrier';
import { collectorApp } from './collector-app';

const TOKEN = 'a-token-of-the-test';
/** Option of `fetch` for a streamed body. Node requires it, but the types do not have it. */
const HALF: object = { duplex: 'half' };

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const barrier = new Barrier(join(folder, 'collector.json'), { runId: 'r1', instances: 1 }, () => {});
  const app = collectorApp({ runId: 'r1', instances: 1, token: TOKEN, folder, mostBytes: 10, barrier });
  const boot = randomUUID();
  barrier.ready(1, { boot, of: 1, versions: { loadline: '1', k6: '2' }, spec: 's', lastsMs: 1 });
  const put = (path: string, body: string | ReadableStream, headers: Record<string, string> = {}) =>
    app.request(path, {
      ...HALF,
      method: 'PUT',
      body,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'x-boot': boot,
        'x-sha256': createHash('sha256')
          .update(typeof body === 'string' ? body : '')
          .digest('hex'),
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

it('an abandoned request that continues does not damage the file of the repeated request', async () => {
  const { folder, put } = setUp();
  let controller = {} as ReadableStreamDefaultController<Uint8Array>;
  const slow = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
  });
  const first = put('/runs/r1/1/files/run.json', slow, { 'x-sha256': '0' });
  const bytes = (text: string) => new TextEncoder().encode(text);
  controller.enqueue(bytes('{"a'));
  expect((await put('/runs/r1/1/files/run.json', '{"a":1}')).status).toBe(201);
  controller.enqueue(bytes('?'.repeat(5)));
  controller.close();
  expect((await first).status).toBe(400);
  expect(readdirSync(join(folder, '1'))).toEqual(['run.json']);
  expect(readFileSync(join(folder, '1/run.json'), 'utf8')).toBe('{"a":1}');
});

it('takes no file of an instance that has delivered', async () => {
  const { app, boot, folder, put } = setUp();
  await put('/runs/r1/1/files/run.json', '{}');
  const sha256 = createHash('sha256').update('{}').digest('hex');
  const body = JSON.stringify({ boot, exit: 0, files: { 'run.json': sha256 }, problems: [] });
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-length': String(body.length) };
  const done = await app.request('/runs/r1/1/done', { method: 'POST', body, headers });
  expect(done.status).toBe(200);
  expect((await put('/runs/r1/1/files/run.json', '[]')).status).toBe(410);
  expect(readFileSync(join(folder, '1/run.json'), 'utf8')).toBe('{}');
});
