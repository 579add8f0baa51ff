import { linkSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { newFolder } from '../../../../tests/harness/temp-folder';
import { replaceFile } from './replace-file';

/** From which write on the disk is full, as a count of writes. */
let writes = 0;
let fullFrom = Number.POSITIVE_INFINITY;

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const renameSync = () => {
    throw Object.assign(new Error('EBUSY: resource busy or locked, rename'), { code: 'EBUSY' });
  };
  const writeSync = (handle: number, content: Buffer, at: number, length: number, position: number) => {
    writes += 1;
    if (writes >= fullFrom) throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
    return fs.writeSync(handle, content, at, Math.min(length, 4), position);
  };
  return { ...fs, renameSync, writeSync };
});

let folder: string;
let file: string;
const text = () => readFileSync(file, 'utf8');

beforeEach(async () => {
  [writes, fullFrom] = [0, Number.POSITIVE_INFINITY];
  folder = await newFolder();
  file = join(folder, 'vacancies.json');
  await writeFile(file, 'as it was');
});

it.each(['as it is from now on', 'short', 'as it is!', ''])(
  'a mount of one file is written in place: "%s"',
  (now) => {
    linkSync(file, join(folder, 'mounted.json'));
    replaceFile(file, now);
    expect([text(), readFileSync(join(folder, 'mounted.json'), 'utf8')]).toEqual([now, now]);
    expect(readdirSync(folder)).toEqual(['mounted.json', 'vacancies.json']);
  },
);

it('without room for a longer content, the mounted file is as it was', () => {
  fullFrom = 2;
  expect(() => replaceFile(file, 'as it is from now on')).toThrow('ENOSPC');
  expect(text()).toBe('as it was');
  expect(readdirSync(folder)).toEqual(['vacancies.json']);
});

it('a mounted file that is only half written has its whole content beside it', () => {
  fullFrom = 2;
  const part = `${file}.${process.pid}.part`;
  const message = `ENOSPC: no space left: the file is only half written, and ${part} holds all of it`;
  expect(() => replaceFile(file, 'shorter')).toThrow(message);
  expect(readFileSync(part, 'utf8')).toBe('shorter');
});
