import { expect, test } from 'vitest';
import { counted } from './counted';

test.each<[number | string, string, string | undefined, string]>([
  [1, 'user', undefined, '1 user'],
  [0, 'user', undefined, '0 users'],
  [2, 'user', undefined, '2 users'],
  ['1', 'iteration', undefined, '1 iteration'],
  ['1–2', 'iteration', undefined, '1–2 iterations'],
  [1, 'sample is', 'samples are', '1 sample is'],
  [3, 'sample is', 'samples are', '3 samples are'],
])('%s %s', (count, noun, plural, text) => {
  expect(counted(count, noun, plural)).toBe(text);
});
