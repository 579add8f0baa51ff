import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { newFolder } from '../../../../tests/harness/temp-folder';
import { listRuns } from '../cli/list-runs';
import { findRuns } from './compare/find-runs';
import { linkProblems } from './links';

/** The folder that nobody may list. Root may list every folder, so the tests do not close a real one. */
let closed = '';

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const readdirSync = (path: string, options: undefined) => {
    if (path !== closed) return fs.readdirSync(path, options);
    throw Object.assign(new Error(`EACCES: permission denied, scandir '${path}'`), { code: 'EACCES' });
  };
  const statSync = (path: string, options: undefined) => {
    if (closed === '' || !path.startsWith(`${closed}/`)) return fs.statSync(path, options);
    throw Object.assign(new Error(`EACCES: permission denied, stat '${path}'`), { code: 'EACCES' });
  };
  const existsSync = (path: string) =>
    (closed === '' || !path.startsWith(`${closed}/`)) && fs.existsSync(path);
  return { ...fs, readdirSync, statSync, existsSync };
});

let folder: string;

beforeEach(async () => {
  folder = await newFolder();
});

const refused = (where: string) => ({
  code: 'run-unreadable',
  where,
  message: `cannot be read (EACCES: permission denied, scandir '${where}'): make it readable, or leave it out`,
});

it.each([
  ['reports', 'the run itself', ['one'], 'one'],
  ['reports', 'one run of several', [''], 'one'],
  ['reports', 'the folder of all runs', [''], ''],
  ['kept', 'the run itself', ['one'], 'one'],
  ['kept', 'one run of several', [''], 'one'],
  ['kept', 'the folder of all runs', [''], ''],
])('in %s, a folder that cannot be read is a problem: %s', (name, _, paths, unread) => {
  for (const run of ['one', 'two']) {
    mkdirSync(join(folder, name, run), { recursive: true });
    writeFileSync(join(folder, name, run, 'result.json'), '{ "version": 1 }');
  }
  closed = join(folder, name, unread);
  const named = paths.map((path) => join(folder, name, path));
  for (const unfinished of ['is a problem', 'is left out'] as const)
    expect(findRuns(named, unfinished).problems).toContainEqual(refused(closed));
});

it('the list of runs has a line for a run that cannot be read', () => {
  const reports = join(folder, 'reports');
  mkdirSync(join(reports, 'one'), { recursive: true });
  closed = join(reports, 'one');
  expect(linkProblems(closed, reports)).toEqual([refused(closed)]);
  expect(listRuns(reports)).toMatchObject([{ run: 'one' }]);
});
