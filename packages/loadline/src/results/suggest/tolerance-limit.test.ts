import { expect, test } from 'vitest';
import { atMost } from './binomial';
import { failedLimit, toleranceFactor } from './tolerance-limit';

test.each([
  // Table of one-sided tolerance factors, coverage 0.99 and confidence 0.95: Odeh and Owen (1980).
  [8, 4.354],
  [10, 3.981],
  [20, 3.295],
  [50, 2.862],
])('the tolerance factor of %i runs is that of the tables within 2 %%', (n, exact) => {
  expect(Math.abs(toleranceFactor(n) / exact - 1)).toBeLessThan(0.02);
});

test('the limit of failures comes from all attempts, and allows for the chance of one run', () => {
  // Without a failure in 8,000 attempts, the rate is at most 0.0374 %; of 1,000, two failures are then possible.
  expect(failedLimit(0, 8_000, 1_000)).toBe(0.002);
  expect(failedLimit(80, 8_000, 1_000)).toBeCloseTo(0.021, 3);
  expect(failedLimit(8_000, 8_000, 1_000)).toBe(1);
});

test.each([
  [0, 10, 0.1],
  [3, 10, 0.5],
  [9, 10, 0.99],
  [40, 1_000, 0.05],
  [60, 1_000, 0.05],
])('the probability of at most %i of %i at %d is the sum of the terms', (k, n, p) => {
  let [term, total] = [(1 - p) ** n, 0];
  for (let i = 0; i <= k; i += 1) {
    total += term;
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  expect(atMost(k, n, p)).toBeCloseTo(total, 12);
});

test('the limit of millions of attempts is that of the normal distribution', () => {
  const rate = 0.05 + 1.6449 * Math.sqrt((0.05 * 0.95) / 8_000_000);
  const limit = rate + 2.3263 * Math.sqrt((rate * (1 - rate)) / 1_000_000);
  expect(failedLimit(400_000, 8_000_000, 1_000_000)).toBeCloseTo(limit, 5);
});
