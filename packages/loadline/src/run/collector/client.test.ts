import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { expect, it, onTestFinished, vi } from 'vitest';
import { readInstanceEnd, writeInstanceEnd } from '../../results/instance-end-file';
import { StopSwitch } from '../stop-switch';
import { Barrier } from './barrier';
import { CollectorClient } from './client';
import { collectorApp } from './collector-app';

const TOKEN = 'a-token-of-the-test';
const READY = { of: 1, versions: { loadline: '1.0.0', k6: '2.2.0' }, spec: 'spec', lastsMs: 1_000 };

/**
 * Starts a `collect` server for one instance, whose clock is 5 s ahead of this one, and the client of that instance.
 */
async function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const run = { runId: 'r1', instances: 1 };
  const now = () => Date.now() + 5_000;
  const barrier = new Barrier(join(folder, 'collector.json'), run, () => {}, now);
  const beat = vi.spyOn(barrier, 'beat');
  const app = collectorApp({ ...run, token: TOKEN, folder, mostBytes: 1_000, barrier });
  const server = createAdaptorServer(app);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const client = new CollectorClient({ url: `http://127.0.0.1:${port}`, token: TOKEN }, 'r1', 1, () => {});
  const own = join(folder, 'own');
  mkdirSync(own);
  writeFileSync(join(own, 'run.json'), '{}');
  const times = { startedAtMs: 1, endedAtMs: 2, exitCode: 0 };
  writeInstanceEnd(own, { instance: 1, runId: 'r1', specHash: 'x', ...times });
  return { folder, own, barrier, beat, client };
}

it('an instance gives signs of life until it has delivered, and tells how its clock differs', async () => {
  const { folder, own, barrier, beat, client } = await setUp();
  const stop = new StopSwitch();
  onTestFinished(() => stop.release());
  await client.awaitStart(READY, stop);
  await client.watch(() => ({ journeys: [], calls: [] }) as never, stop)();
  const before = beat.mock.calls.length;
  // The delivery may be minutes after the end of the load.
  await vi.waitFor(() => expect(beat.mock.calls.length).toBeGreaterThan(before), { timeout: 30_000 });
  await client.deliver(own, { exit: 3, problems: ['the disk is full'] });
  expect(barrier.delivered).toEqual([1]);
  expect(barrier.problems).toEqual(['instance 1: the disk is full']);
  const { offsetMs = 0, withinMs = 0 } = readInstanceEnd(join(folder, '1'), 1, 'r1')?.clock ?? {};
  expect(Math.abs(offsetMs - 5_000)).toBeLessThanOrEqual(withinMs + 1);
  expect(readFileSync(join(folder, '1/run.json'), 'utf8')).toBe('{}');
});

it('says at once what answers instead of a collect server, and tries again until it is stopped', async () => {
  const other = createServer((_, response) => response.end('<html>'));
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void other.close());
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const lines: string[] = [];
  const client = new CollectorClient({ url, token: TOKEN }, 'r1', 1, (line) => lines.push(line));
  const stop = new StopSwitch();
  onTestFinished(() => stop.release());
  const start = client.awaitStart(READY, stop);
  start.catch(() => {});
  await vi.waitFor(() => expect(lines).toHaveLength(1), { timeout: 30_000 });
  stop.stop('SIGTERM');
  await expect(start).rejects.toThrow('no load: stopped while it waited');
  expect(lines).toEqual([
    `${url} does not answer (what answers is no loadline collect of this version): trying again for 120 s`,
  ]);
});
