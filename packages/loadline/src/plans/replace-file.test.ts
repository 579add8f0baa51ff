import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { newFolder } from '../../../../tests/harness/temp-folder';
import { replaceFile } from './replace-file';
import { writeThresholds } from './thresholds-text';

/** The code of the error with which a write ends after its first characters, as on a disk that becomes full. */
let failure: string | undefined;

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const writeFileSync: typeof fs.writeFileSync = (path, content, options) => {
    if (failure === undefined) return fs.writeFileSync(path, content, options);
    fs.writeFileSync(path, String(content).slice(0, 3), options);
    throw Object.assign(new Error(`${failure}: it failed`), { code: failure });
  };
  return { ...fs, writeFileSync };
});

let folder: string;
let file: string;

beforeEach(async () => {
  failure = undefined;
  folder = await newFolder();
  file = join(folder, 'vacancies.json');
  await writeFile(file, 'as it was');
});

it.each([
  ['ENOSPC', 'the disk is full: free some space'],
  ['EFBIG', 'it is larger than this shell lets a file be: raise `ulimit -f`'],
  ['EACCES', 'EACCES: it failed: make it and its folder writable'],
  ['EIO', 'EIO: it failed: remove the cause'],
])('after %s the file is as it was, and the error says what to do', (code, reason) => {
  failure = code;
  expect(() => writeThresholds(file, 'thresholds/vacancies.json', 'as it is now')).toThrow(
    `thresholds/vacancies.json: cannot be written: ${reason}, then run the command again [not-writable]`,
  );
  expect(readFileSync(file, 'utf8')).toBe('as it was');
  expect(readdirSync(folder)).toEqual(['vacancies.json']);
});

it('a new file that cannot be written is not there', () => {
  failure = 'ENOSPC';
  expect(() => replaceFile(join(folder, 'new.json'), 'as it is now')).toThrow('ENOSPC');
  expect(readdirSync(folder)).toEqual(['vacancies.json']);
});

it('another name of a file keeps the earlier content', () => {
  linkSync(file, join(folder, 'other.json'));
  replaceFile(file, 'as it is now');
  expect(readFileSync(join(folder, 'other.json'), 'utf8')).toBe('as it was');
});

it('the mode of a file stays, and a link goes on leading to it', () => {
  chmodSync(file, 0o664);
  mkdirSync(join(folder, 'links'));
  const link = join(folder, 'links/vacancies.json');
  symlinkSync('../vacancies.json', link);
  replaceFile(link, 'as it is now');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('as it is now');
  expect(statSync(file).mode & 0o777).toBe(0o664);
  expect(readdirSync(join(folder, 'links'))).toEqual(['vacancies.json']);
});
