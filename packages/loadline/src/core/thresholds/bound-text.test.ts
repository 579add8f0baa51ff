import { expect, it } from 'vitest';
import { boundIn, measuredText } from './bound-text';

it.each([
  ['≤ 500ms', 500],
  ['≤ 1m30s', 90_000],
  ['≤ 0.5%', 0.005],
  ['≤ 0.7%', 7 / 1000],
  ['>= 10/s', 10],
  ['<= 2.5/s', 2.5],
  ['soon', undefined],
])('reads the bound of %s', (text, bound) => {
  expect(boundIn(text)).toBe(bound);
});

it.each([
  ['≤ 1s', 2603.3, '2.60 s'],
  ['≤ 1m30s', 90_000.4, '90.0004 s'],
  ['≤ 2s', 141.1, '141.1 ms'],
  ['≤ 120ms', 2603.3, '2603 ms'],
])('next to the bound %s, shows %d ms as %s', (bound, measured, shown) => {
  expect(measuredText('calls.Get.p95', measured, bound)).toBe(shown);
});
