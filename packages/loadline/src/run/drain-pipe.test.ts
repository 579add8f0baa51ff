import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { drainPipe } from './drain-pipe';

const folder = mkdtempSync(join(tmpdir(), 'loadline-drain-'));
afterAll(() => rmSync(folder, { recursive: true }));

function makePipe(name: string): string {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  return path;
}

/** Returns the number of times that this process has a file open. */
function timesOpen(path: string): number {
  const own = '/proc/self/fd';
  const links = readdirSync(own).map((fd) => {
    try {
      return readlinkSync(join(own, fd));
    } catch {
      return '';
    }
  });
  return links.filter((link) => link === path).length;
}

it('a pipe without a writer opens and closes immediately: no thread waits for a k6 that has ended', async () => {
  const pipe = makePipe('nobody');
  const close = drainPipe(pipe);
  expect(timesOpen(pipe)).toBe(1);
  close();
  await expect.poll(() => timesOpen(pipe)).toBe(0);
});

it('reads several writers to their end, one after the other', async () => {
  const pipe = makePipe('writers');
  const close = drainPipe(pipe);
  // Far more than the capacity of a pipe: without a reader the writers would never end.
  for (const _ of [1, 2]) {
    const writer = spawn('sh', ['-c', `head -c 500000 /dev/zero > '${pipe}'`]);
    expect(await once(writer, 'close')).toEqual([0, null]);
  }
  close();
});

it('a pipe that was removed has no content', () => {
  expect(() => drainPipe(join(folder, 'gone'))()).not.toThrow();
});
