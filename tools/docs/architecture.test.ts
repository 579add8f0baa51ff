import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

/** The rows of the list of files that a run opens: number and file. */
const rows = [...page.matchAll(/^\| (\d+) \| `([^`]+)` \|/gm)].map(([, number, file = '']) => ({
  number: Number(number),
  file,
}));

test('the files that a reader of one run opens exist, are numbered in order, and are as many as the text says', () => {
  const gone = rows.filter(
    ({ file }) => ![file, `packages/loadline/src/${file}`].some((path) => existsSync(join(root, path))),
  );
  expect(gone).toEqual([]);
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
  expect(page).toContain(`opens these ${rows.length} files`);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.length).toBeLessThanOrEqual(25);
});
