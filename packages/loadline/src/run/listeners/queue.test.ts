import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../../../tests/harness/temp-folder';
import { DiskQueue } from './queue';

const MANY = 1_000;

async function queueOf(mostBytes: number): Promise<DiskQueue> {
  return new DiskQueue(join(await tempFolder(), 'x.queue'), mostBytes);
}

test('lines come out in order, whatever their letters, and stay until they are accepted', async () => {
  const queue = await queueOf(10_000);
  for (const line of ['one', 'zwölf', '三']) expect(queue.push(line)).toBe(0);
  const batch = queue.peek(2, 1_000);
  expect(batch.lines).toEqual(['one', 'zwölf']);
  expect(queue.peek(2, 1_000)).toEqual(batch);
  queue.push('four');
  expect(queue.accept(batch)).toBe(2);
  expect(queue.peek(9, 1_000).lines).toEqual(['三', 'four']);
});

test('a batch has at most so many bytes, but always one line', async () => {
  const queue = await queueOf(10_000);
  for (const line of ['a'.repeat(50), 'b', 'c']) queue.push(line);
  expect(queue.peek(9, 10).lines).toEqual(['a'.repeat(50)]);
  expect(queue.peek(9, 53).lines).toHaveLength(2);
});

test('a full queue drops the oldest lines and says how many; its file stays below twice its size', async () => {
  const queue = await queueOf(100);
  let dropped = 0;
  let largest = 0;
  for (let n = 0; n < MANY; n++) {
    dropped += queue.push(`line ${String(n).padStart(4, '0')}`);
    largest = Math.max(largest, statSync(queue.path).size);
  }
  expect(queue.length).toBe(10);
  expect(dropped).toBe(MANY - 10);
  expect(largest).toBeLessThanOrEqual(210);
  expect(queue.peek(99, 1_000).lines.at(-1)).toBe('line 0999');
  expect(queue.push('x'.repeat(200))).toBe(1);
});

test('lines that are dropped while they are under way are not accepted a second time', async () => {
  const queue = await queueOf(30);
  for (const line of ['aaaaaaaaa', 'bbbbbbbbb', 'ccccccccc']) queue.push(line);
  const batch = queue.peek(2, 100);
  expect(queue.push('ddddddddd')).toBe(1);
  expect(queue.accept(batch)).toBe(1);
  expect(queue.peek(9, 100).lines).toEqual(['ccccccccc', 'ddddddddd']);
});

test('the file goes when the queue is closed, and tells what waited', async () => {
  const queue = await queueOf(100);
  queue.push('a');
  expect(queue.close()).toBe(1);
  expect(() => statSync(queue.path)).toThrow('ENOENT');
});

test('a line that cannot be written is lost, and so are those that were dropped for it', async () => {
  const queue = await queueOf(30);
  for (const line of ['aaaaaaaaa', 'bbbbbbbbb', 'ccccccccc']) queue.push(line);
  queue.close();
  expect(() => queue.push('ddddddddd')).toThrow(expect.objectContaining({ dropped: 2 }));
});
