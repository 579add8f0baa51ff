import { mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { exampleResult } from '../../../../tests/harness/example-result';
import { exampleSpec } from '../../../../tests/harness/example-spec';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import { ConfigurationError } from '../core/text/problem';
import { changeMarks } from '../results/run-marks';
import { LiveFile } from '../run/live-file';
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
    // Otherwise the runs would have just begun.
    utimesSync(join(path, run, 'run.json'), 0, 0);
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

test('the newest runs are those whose load began last, as in the list of runs', async () => {
  const path = await reports();
  const late = { ...exampleResult({ seconds: 1 }), startedAtMs: Date.UTC(2026, 0, 4) };
  writeFileSync(join(path, '20260101-000000-aaaa/result.json'), JSON.stringify(late));
  await prune('--keep', '1', '--reports', path);
  expect(readdirSync(path)).toEqual(['20250101-000000-live', '20260101-000000-aaaa', 'notes']);
});

test('keeps the runs of a baseline', async () => {
  const path = await reports();
  const notes = { '20260102-000000-bbbb': 'old', '20260103-000000-cccc': 'new' };
  changeMarks(path, () => ({ notes, baselines: { nightly: ['20260101-000000-aaaa'] } }));
  await prune('--keep', '1', '--reports', path);
  expect(readdirSync(path)).toContain('20260101-000000-aaaa');
  expect(said.at(-1)).toBe('1 run deleted');
  // The note of a deleted run is deleted too, so that no later run of that name gets it.
  expect(JSON.parse(readFileSync(join(path, 'marks.json'), 'utf8')).notes).toEqual({
    '20260103-000000-cccc': 'new',
  });
  writeFileSync(join(path, 'marks.json'), 'damaged');
  await expect(prune('--keep', '0', '--reports', path)).rejects.toThrow(ConfigurationError);
});

test('keeps a run that waits for its start, one of which a part runs here, and one that has just begun', async () => {
  const path = await reports();
  const [waits, part, begins] = ['20240101-000000-wait', '20240102-000000-part', '20240103-000000-new'].map(
    (run) => join(path, run),
  ) as [string, string, string];
  for (const folder of [waits, part, begins]) {
    mkdirSync(folder);
    writeFileSync(join(folder, 'run.json'), '{}');
  }
  for (const folder of [waits, part]) utimesSync(join(folder, 'run.json'), 0, 0);
  const files = [new LiveFile(waits, exampleSpec()), new LiveFile(part, exampleSpec(), 1)];
  files[0]?.hold(Date.now() + 3_600_000);
  files[1]?.hold();
  onTestFinished(() => {
    for (const file of files) file.remove();
  });
  await prune('--keep', '0', '--reports', path);
  expect(readdirSync(path)).toEqual([
    '20240101-000000-wait',
    '20240102-000000-part',
    '20240103-000000-new',
    '20250101-000000-live',
    'notes',
  ]);
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
