import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import { ConfigurationError } from '../core/text/problem';
import { writeMarks } from '../results/run-marks';
import { pruneCommand } from './prune';

let said: string[];
beforeEach(() => {
  said = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => vi.restoreAllMocks());

/** Makes three runs, an older run in progress, a folder that is not a run, and a run in another folder. */
async function reports(): Promise<string> {
  const folder = await tempFolder();
  const path = join(folder, 'reports');
  for (const run of [
    '20260101-000000-aaaa',
    '20260102-000000-bbbb',
    '20260103-000000-cccc',
    '20250101-000000-live',
  ]) {
    mkdirSync(join(path, run), { recursive: true });
    writeFileSync(join(path, run, 'run.json'), '{}');
  }
  const live = { version: 1, pid: process.pid, atMs: Date.now() };
  writeFileSync(join(path, '20250101-000000-live/live.json'), JSON.stringify(live));
  mkdirSync(join(path, 'notes'));
  mkdirSync(join(folder, 'elsewhere'));
  writeFileSync(join(folder, 'elsewhere/run.json'), '{}');
  return path;
}

const prune = (...words: string[]) => pruneCommand().parseAsync(words, { from: 'user' });

test('keeps the newest runs, runs in progress, and folders that are not runs', async () => {
  const path = await reports();
  await prune('--keep', '1', '--reports', path, '--dry-run');
  expect(said.at(-1)).toBe('2 runs would be deleted');
  expect(readdirSync(path)).toHaveLength(5);
  await prune('--keep', '1', '--reports', path);
  expect(readdirSync(path)).toEqual(['20250101-000000-live', '20260103-000000-cccc', 'notes']);
  expect(said.at(-1)).toBe('2 runs deleted');
});

test('keeps the runs of a baseline', async () => {
  const path = await reports();
  writeMarks(path, { notes: {}, baselines: { nightly: ['20260101-000000-aaaa'] } });
  await prune('--keep', '1', '--reports', path);
  expect(readdirSync(path)).toContain('20260101-000000-aaaa');
  expect(said.at(-1)).toBe('1 run deleted');
  writeFileSync(join(path, 'marks.json'), 'damaged');
  await expect(prune('--keep', '0', '--reports', path)).rejects.toThrow(ConfigurationError);
});

test('a link among the runs is refused, and nothing is deleted', async () => {
  const path = await reports();
  symlinkSync(join(path, '../elsewhere'), join(path, '20240101-000000-link'));
  await expect(prune('--keep', '0', '--reports', path)).rejects.toThrow(ConfigurationError);
  expect(readdirSync(path)).toHaveLength(6);
  expect(readdirSync(join(path, '../elsewhere'))).toEqual(['run.json']);
});

test('deletes nothing without a number', async () => {
  const path = await reports();
  await expect(prune('--reports', path)).rejects.toThrow('--keep: is not given');
  await expect(prune('--keep', '-1', '--reports', path)).rejects.toThrow(
    'write a whole number from 0 upwards',
  );
  expect(readdirSync(path)).toHaveLength(5);
});
