import { expect, it } from 'vitest';
import { showMs, showPercent, showRate } from './numbers';

it.each([
  [showMs(200.04, 200), '200.04'],
  [showMs(1000.4, 1000), '1000.4'],
  [showMs(5.004, 5), '5.004'],
  [showMs(200, 200), '200.0'],
  [showMs(199.96, 200), '199.96'],
  [showMs(200.04), '200.0'],
  [showPercent(251 / 25_000, 0.01), '1.004%'],
  [showPercent(0.010_000_1, 0.01), '1.00001%'],
  [showPercent(7 / 1000, 0.007), '0.7%'],
  [showRate(9.9996, 10), '9.9996/s'],
  [showRate(10, 10), '10/s'],
])('a figure looks equal to its bound only when it is: %s', (shown, text) => {
  expect(shown).toBe(text);
});
