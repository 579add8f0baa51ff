import { expect, it } from 'vitest';
import { boundIn } from './bound-text';

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
