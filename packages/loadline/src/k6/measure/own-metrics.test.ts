import { expect, it, vi } from 'vitest';

const added: number[] = [];
vi.stubGlobal('__VU', 1);
vi.mock('k6/metrics', () => {
  class Metric {
    add(value: number): void {
      added.push(value);
    }
  }
  return { Counter: Metric, Trend: Metric };
});
const { ownCounter, ownTrend } = await import('./own-metrics');

it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1])(
  '%d is not a measurement: it is an error at the line that adds it, and counts in no figure',
  (value) => {
    added.length = 0;
    for (const metric of [ownTrend('own'), ownCounter('own')]) {
      expect(() => metric.add(value)).toThrow(
        new RangeError(`own.add(${value}): write a number that is finite and not below 0`),
      );
      metric.add(0);
    }
    expect(added).toEqual([0, 0]);
  },
);
