import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyMode, parseMode, protectFolder, reportMode } from './file-modes';

test.each([
  ['0644', 0o644],
  ['640', 0o640],
  ['0600', 0o600],
])('a mode is read as chmod reads it: %s', (text, mode) => expect(parseMode(text)).toBe(mode));

test.each(['', '644x', 'rw-r--r--', '0044', '0755', '0888', '10644'])(
  'this is not a mode of a report: "%s"',
  (text) => expect(() => parseMode(text)).toThrow('such as 0644'),
);

test('without a given mode, reports are private, and copies have the usual mode of new files', () => {
  expect(reportMode(undefined)).toBe(0o600);
  expect(copyMode(undefined)).toBe(0o644);
  expect([reportMode(0o640), copyMode(0o640)]).toEqual([0o640, 0o640]);
});

test.each([
  [undefined, 0o700],
  [0o600, 0o700],
  [0o640, 0o710],
  [0o644, 0o711],
])('a folder whose reports have the mode %o lets through only those who may read them', (mode, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-mode-'));
  try {
    protectFolder(folder, mode);
    expect(statSync(folder).mode & 0o777).toBe(expected);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
