import { expect, it } from 'vitest';
import { collectorPercent, estimateMemory } from './memory';

const MB = 1024 * 1024;

it.each([
  [1, 400],
  [100, 400],
  [500, 202],
  [5_000, 112],
  [500_000, 100],
])('%i virtual users: the heap may grow by %i percent', (virtualUsers, percent) => {
  expect(collectorPercent(virtualUsers)).toBe(percent);
});

it('with more room it may grow by more, up to five times', () => {
  expect(collectorPercent(2_000, 1_024 * MB)).toBe(214);
  expect(collectorPercent(2_000, 4_096 * MB)).toBe(400);
});

it('room for the collector is part of the estimate, and bounded', () => {
  const of = (virtualUsers: number) => estimateMemory(virtualUsers, 0, 0).virtualUsers / MB;
  expect(of(1)).toBeCloseTo(60 + 0.95 + 3 * (35 + 0.43), 5);
  expect(of(10_000)).toBeLessThan(60 + 9_500 + 256 + 20);
  expect(of(10_000)).toBeGreaterThan(60 + 9_500 + 200);
});
