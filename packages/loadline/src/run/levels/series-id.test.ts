import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { seriesIdProblems } from './series-id';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-search-'));
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

it('an id is free when neither the search nor one of its runs has a folder', () => {
  expect(seriesIdProblems('c')).toEqual([]);
  for (const other of ['c-x', 'c-0', 'c-1x', 'cc-1', 'd'])
    mkdirSync(join(folder, 'reports', other), { recursive: true });
  expect(seriesIdProblems('c')).toEqual([]);
});

it.each(['c', 'c-1', 'c-17'])('an id is refused when there is reports/%s', (taken) => {
  const path = join(folder, 'reports', taken);
  mkdirSync(path, { recursive: true });
  expect(seriesIdProblems('c')).toEqual([
    {
      code: 'run-id-taken',
      where: 'RUN_ID',
      message: `${path} is there already: choose another id, or none`,
    },
  ]);
});

it('an id is so short that the number of a run can be appended', () => {
  expect(seriesIdProblems('x'.repeat(95))).toEqual([]);
  for (const id of ['x'.repeat(96), '../x'])
    expect(seriesIdProblems(id)).toMatchObject([{ code: 'run-id', where: 'RUN_ID' }]);
});
