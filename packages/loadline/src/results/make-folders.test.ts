import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolders, tryToMakeFolders } from './make-folders';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-folders-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

it('missing folders are made; existing ones stay', () => {
  mkdirSync(join(folder, 'a'));
  for (const path of ['a', 'a/b/c', 'a/b/c']) makeFolders(join(folder, path));
  expect(statSync(join(folder, 'a/b/c')).isDirectory()).toBe(true);
});

it.each([makeFolders, tryToMakeFolders])('%o: a file in the path is an error', (make) => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => make(join(folder, 'file', 'b', 'c'))).toThrow('ENOTDIR');
});

it.each([makeFolders, tryToMakeFolders])('%o: a folder in /proc is an error and does not loop', (make) => {
  expect(() => make('/proc/loadline/b')).toThrow('/proc/loadline');
});

it('a trial leaves no folder', () => {
  tryToMakeFolders(join(folder, 'a/b/c'));
  expect(existsSync(join(folder, 'a'))).toBe(false);
});
