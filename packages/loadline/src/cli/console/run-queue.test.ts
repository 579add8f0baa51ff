import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { exampleSpec } from '../../../../../tests/harness/example-spec';
import { newFolder, tempFolder } from '../../../../../tests/harness/temp-folder';
import { ConfigurationError } from '../../core/text/problem';
import { endPath } from '../../results/instance-end-file';
import { runFiles } from '../../results/run-folder';
import { holdStarts } from '../../results/start-lock';
import { LiveFile } from '../../run/live-file';
import { RunQueue } from './run-queue';
import { runWords } from './start-form';

it('remembers only the latest runs that are over, and leaves out what was taken out of the queue', async () => {
  const reports = await tempFolder();
  // Another run is in progress, so that the queue starts nothing.
  const other = join(reports, 'other');
  mkdirSync(other);
  const state = new LiveFile(other, exampleSpec());
  onTestFinished(() => state.remove());
  state.hold();
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

async function emptyQueue() {
  const reports = await tempFolder();
  const said: string[] = [];
  const queue = new RunQueue(reports, (text) => said.push(text));
  onTestFinished(() => queue.close());
  return { reports, queue, said };
}

it('a run that cannot be started is over at once, and does not hold up the others', async () => {
  const { reports, queue } = await emptyQueue();
  // No process takes an argument with a NUL.
  const { runId = '' } = queue.start({ test: 'a', values: { set: 'test.description=a\0b' } }, 'here') ?? {};
  expect(queue.standing(runId)).toEqual({ failed: expect.stringContaining('null bytes') });
  expect([queue.waiting, queue.running]).toEqual([[], []]);
  expect(existsSync(join(reports, 'start.lock'))).toBe(false);
});

it('waits for a run that begins before its own longest end, not for a later one', async () => {
  const { reports, queue } = await emptyQueue();
  const later = join(reports, 'later');
  mkdirSync(later);
  const state = new LiveFile(later, exampleSpec());
  onTestFinished(() => state.remove());
  state.hold(Date.now() + 3_600_000);
  const ask = (lengthMs: number) =>
    queue.start({ test: 'a', values: { set: 'test.description=\0' } }, 'here', lengthMs)?.runId ?? '';
  // Here the attempt to start it ends it.
  expect(queue.standing(ask(1_800_000))).toHaveProperty('failed');
  const waiting = ask(7_200_000);
  expect(queue.standing(waiting)).toMatchObject({ waits: 1, behind: ['later'] });
  expect(queue.standing(ask(7_200_000))).toMatchObject({ waits: 2, behind: ['later', waiting] });
  expect(queue.running).toEqual(['later']);
});

it('two consoles of one folder start no two runs at once', async () => {
  const { reports, queue } = await emptyQueue();
  // Another console starts a run, which has no state yet.
  writeFileSync(join(reports, 'start.lock'), String(process.ppid));
  const { runId = '' } = queue.start({ test: 'a', values: { set: 'test.description=\0' } }, 'here') ?? {};
  expect(queue.standing(runId)).toMatchObject({ waits: 1, behind: [] });
  rmSync(join(reports, 'start.lock'));
  await expect.poll(() => queue.standing(runId), { timeout: 20_000 }).toHaveProperty('failed');
});

it('starts no run between the runs of a command that makes several', async () => {
  const { reports, queue } = await emptyQueue();
  const asked = { test: 'a', values: { set: 'test.description=\0' } };
  const release = holdStarts(reports);
  const { runId = '' } = queue.start(asked, 'here') ?? {};
  expect(queue.standing(runId)).toMatchObject({ waits: 1 });
  release();
  await expect.poll(() => queue.standing(runId), { timeout: 20_000 }).toHaveProperty('failed');
});

it('without a line in the log nothing is started, but a run can be stopped', async () => {
  const { reports, queue, said } = await emptyQueue();
  const outside = join(await newFolder(), 'file');
  writeFileSync(outside, 'untouched');
  symlinkSync(outside, join(reports, 'console.jsonl'));
  expect(() => queue.start({ test: 'a', values: {} }, 'here')).toThrow(ConfigurationError);
  expect(queue.waiting).toEqual([]);
  const own = join(reports, 'own');
  mkdirSync(own);
  // The word on its command line makes this process look like a loadline.
  const idle = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)', 'loadline'], {
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => idle.once('exit', (_code, signal) => resolve(signal)));
  writeFileSync(runFiles.live(own), JSON.stringify({ version: 1, pid: idle.pid, atMs: Date.now() }));
  expect(queue.stop('own', true, 'here')).toBe(true);
  expect(await ended).toBe('SIGKILL');
  expect(said.join('\n')).toContain('console.jsonl: cannot be written');
  expect(readFileSync(outside, 'utf8')).toBe('untouched');
});

it('signals no process but a loadline, and never a group of processes', async () => {
  const { reports, queue } = await emptyQueue();
  const folder = join(reports, 'forged');
  mkdirSync(folder);
  // Without the check, this test would end here, together with all other processes of this user.
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  onTestFinished(() => kill.mockRestore());
  for (const pid of [-1, 0, 2_147_483_646, 1.5]) {
    writeFileSync(runFiles.live(folder), JSON.stringify({ version: 1, pid, atMs: Date.now() }));
    expect([pid, queue.stop('forged', true, 'here')]).toEqual([pid, false]);
  }
  expect(kill.mock.calls.filter(([, signal]) => signal !== 0)).toEqual([]);
});

it('waits until k6 of a killed run has ended, which its watcher writes down', async () => {
  const { reports, queue } = await emptyQueue();
  const killed = join(reports, 'killed');
  mkdirSync(killed);
  // No process has an id this large.
  writeFileSync(runFiles.live(killed), JSON.stringify({ version: 1, pid: 2147483646, atMs: Date.now() }));
  // The attempt to start it ends it.
  const { runId = '' } = queue.start({ test: 'a', values: { set: 'test.description=\0' } }, 'here') ?? {};
  expect(queue.standing(runId)).toMatchObject({ waits: 1, behind: ['killed'] });
  writeFileSync(endPath(killed, 1), '{}');
  await vi.waitFor(() => expect(queue.standing(runId)).toHaveProperty('failed'), { timeout: 5_000 });
});
