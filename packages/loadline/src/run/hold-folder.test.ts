import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeSampledRun } from '../../../../tests/harness/sampled-run';
import { claimFolder, folderProblems } from './hold-folder';

const home = mkdtempSync(join(tmpdir(), 'loadline-claim-'));
afterAll(() => rmSync(home, { recursive: true }));

/** Returns a new path in `reports` of a temporary folder. */
function newPath(): string {
  return join(mkdtempSync(join(home, 'x-')), 'reports', 'run');
}

test('only one of two runs with the same id gets the folder', () => {
  const folder = newPath();
  expect(folderProblems(folder, undefined)).toEqual([]);
  claimFolder(folder, undefined);
  expect(() => claimFolder(folder, undefined)).toThrowError(
    `RUN_ID: ${folder} is there already: choose another id`,
  );
});

test('instances share it, and each instance can claim its part only once', () => {
  const folder = newPath();
  claimFolder(folder, { instance: 1, of: 2 });
  claimFolder(folder, { instance: 2, of: 2 });
  expect(() => claimFolder(folder, { instance: 2, of: 2 })).toThrowError('k6-2.log is there already');
  expect(() => claimFolder(folder, undefined)).toThrowError('is there already');
});

test('an instance cannot join a run with another number of instances', async () => {
  const folder = newPath();
  claimFolder(folder, undefined);
  await writeSampledRun(folder);
  expect(() => claimFolder(folder, { instance: 2, of: 2 })).toThrowError('is there already');
});

test('a link out of reports is not followed, whether it is the folder or a file in it', () => {
  const folder = newPath();
  const elsewhere = mkdtempSync(join(home, 'elsewhere-'));
  mkdirSync(join(folder, '..'));
  symlinkSync(elsewhere, folder);
  expect(() => claimFolder(folder, undefined)).toThrowError('is there already');
  expect(() => claimFolder(folder, { instance: 1, of: 2 })).toThrowError('links are not followed');
  const shared = newPath();
  claimFolder(shared, { instance: 1, of: 2 });
  for (const file of ['k6-2.log', 'run.json']) {
    symlinkSync(join(elsewhere, file), join(shared, file));
    expect(() => claimFolder(shared, { instance: 2, of: 2 })).toThrowError(`${file}: is a link`);
    rmSync(join(shared, file));
  }
  expect(existsSync(join(elsewhere, 'k6-2.log'))).toBe(false);
});

test('a folder that cannot be made: one line that says so', () => {
  const folder = join(home, 'file', 'run');
  writeFileSync(join(home, 'file'), '');
  expect(() => claimFolder(folder, undefined)).toThrowError(/cannot be made .*: start where you may write/);
});
