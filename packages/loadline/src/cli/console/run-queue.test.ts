import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { newFolder } from '../../../../../tests/harness/temp-folder';
import { runFiles } from '../../results/run-folder';
import { RunQueue } from './run-queue';
import { runWords } from './start-form';

it('remembers only the latest runs that are over, and leaves out what was taken out of the queue', async () => {
  const reports = await newFolder();
  onTestFinished(() => rm(reports, { recursive: true, force: true }));
  // Another run is in progress, so that the queue starts nothing.
  const other = join(reports, 'other');
  mkdirSync(other);
  writeFileSync(
    runFiles.live(other),
    JSON.stringify({ version: 1, pid: process.pid, atMs: Date.now() + 60_000 }),
  );
  const queue = new RunQueue(reports, () => {});
  onTestFinished(() => queue.close());
  const ids = Array.from({ length: 100 }, () => {
    const { runId = '' } = queue.start({ test: 'a', values: {} }, 'here') ?? {};
    expect(queue.stop(runId, false, 'here')).toBe(true);
    return runId;
  });
  const known = ids.filter((id) => queue.standing(id) !== undefined);
  expect(known).toEqual(ids.slice(-20));
  expect(queue.waiting).toEqual([]);
  expect(queue.running).toEqual(['other']);
});

it('starts a debug run without the values of a load, which it would refuse', () => {
  const values = { users: '10', duration: '3s', spawnRate: '1', profile: 'load', tags: 'read', env: 'local' };
  const set = 'profile.users=3\ntest.overrides.users=4\ntest.logLevel=debug';
  expect(runWords({ test: 'a', debug: true, values: { ...values, set } })).toEqual([
    'a',
    '--debug',
    '--tags=read',
    '--env=local',
    '--set=test.logLevel=debug',
  ]);
  expect(runWords({ test: 'a', values })).toContain('--users=10');
});
