import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import { tryLock, withLock } from './file-lock';

it('only one has a lock, until it gives it back', async () => {
  const path = join(await tempFolder(), 'lock');
  const release = tryLock(path);
  expect(readFileSync(path, 'utf8').split(' ')[0]).toBe(String(process.pid));
  expect(tryLock(path)).toBeUndefined();
  release?.();
  expect(withLock(path, () => existsSync(path))).toBe(true);
  expect(existsSync(path)).toBe(false);
});

it('a lock is given back after an error, and a lock of a process that has ended is taken', async () => {
  const path = join(await tempFolder(), 'lock');
  expect(() =>
    withLock(path, () => {
      throw new Error('wrong');
    }),
  ).toThrow('wrong');
  expect(existsSync(path)).toBe(false);
  // No process has an id this large.
  writeFileSync(path, '2147483646');
  expect(withLock(path, () => 'done')).toBe('done');
});

it('only one process at a time removes a lock that is left, and a trace of one that died meanwhile does no harm', async () => {
  const path = join(await tempFolder(), 'lock');
  writeFileSync(path, '2147483646');
  writeFileSync(`${path}.left`, '');
  expect(tryLock(path)).toBeUndefined();
  expect(readFileSync(path, 'utf8')).toBe('2147483646');
  const longAgo = Date.now() / 1_000 - 60;
  utimesSync(`${path}.left`, longAgo, longAgo);
  expect(withLock(path, () => 'done')).toBe('done');
  expect(existsSync(`${path}.left`)).toBe(false);
});

it.runIf(process.platform === 'linux')(
  'a lock of an earlier process with the id of one that runs now is taken',
  async () => {
    const path = join(await tempFolder(), 'lock');
    writeFileSync(path, `${process.pid} 1`);
    expect(withLock(path, () => 'done')).toBe('done');
  },
);
