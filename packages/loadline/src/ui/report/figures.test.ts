import { expect, it } from 'vitest';
import { showBytes, showCount, showLength, showMs, showShare } from '../../core/text/numbers';
import type { ThresholdResult } from '../../core/verdict/judge';
import { margin, showMargin } from './figures';

const threshold = (text: string, measured?: number): ThresholdResult => ({
  id: 'calls.Get.p95',
  level: 'fail',
  bound: text,
  why: '',
  outcome: 'held',
  ...(measured !== undefined && { measured }),
});

it.each([
  ['≤ 500ms', 250, '50% left'],
  ['≤ 500ms', 550, '10% past'],
  ['≤ 500ms', 501, '0.2% past'],
  ['≤ 500ms', 999, '100% past'],
  ['≤ 500ms', 1000, '2.0 × the bound'],
  ['≤ 500ms', 30_000, '60 × the bound'],
  ['>= 10/s', 12, '20% left'],
  ['>= 10/s', 9, '10% short'],
  ['≤ 1%', 0, '100% left'],
  ['≤ 0%', 0.01, '–'],
  ['≤ 500ms', undefined, '–'],
])('shows the margin to %s of %s', (text, measured, shown) => {
  expect(showMargin(threshold(text, measured))).toBe(shown);
});

it('has a negative margin exactly when the threshold is broken', () => {
  expect(margin(threshold('≤ 100ms', 100))).toBe(0);
  expect(margin(threshold('≤ 100ms', 100.1))).toBeLessThan(0);
});

it.each([
  [0, 10, '0%'],
  [1, 3, '33.33%'],
  [1, 1000, '0.1%'],
  [1, 10_000_000, '< 0.001%'],
  [9_999_999, 10_000_000, '> 99.99%'],
  [10, 10, '100%'],
  [0, 0, '–'],
])('shows %d of %d as %s', (part, whole, shown) => {
  expect(showShare(part, whole)).toBe(shown);
});

it('shows figures the way people read them', () => {
  expect([0.1234, 12.345, 1234.5, undefined].map(showMs)).toEqual(['0.12', '12.3', '1235', '–']);
  expect([7, 1234, 1234567].map(showCount)).toEqual(['7', '1\u202f234', '1\u202f234\u202f567']);
  expect([0, 12_340, 59_990, 119_700, 3_900_000].map(showLength)).toEqual([
    '0 s',
    '12.3 s',
    '60 s',
    '2 min',
    '1 h 5 min',
  ]);
  expect([0, 999, 1234, 5_600_000].map(showBytes)).toEqual(['0 B', '999 B', '1.2 kB', '5.6 MB']);
});
