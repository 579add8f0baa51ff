import { expect, it, vi } from 'vitest';

const added: [string, number][] = [];
vi.stubGlobal('__VU', 1);
vi.stubGlobal('__ENV', { LOG_LEVEL: 'error' });
vi.spyOn(console, 'error').mockImplementation(() => {});
vi.mock('k6/metrics', () => {
  class Metric {
    constructor(private readonly name: string) {}
    add(value: number): void {
      added.push([this.name, value]);
    }
  }
  return { Counter: Metric, Rate: Metric, Trend: Metric };
});
const { ownCounter, ownTrend } = await import('./own-metrics');

it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1])(
  '%d is not a measurement: it is a script error even if the script catches it, and counts in no figure',
  (value) => {
    added.length = 0;
    for (const metric of [ownTrend('own'), ownCounter('own')]) {
      expect(() => metric.add(value)).toThrow(
        new RangeError(`own.add(${value}): write a number that is finite and not below 0`),
      );
      metric.add(0);
    }
    expect(added).toEqual([
      ['script_errors', 1],
      ['own', 0],
      ['script_errors', 1],
      ['own', 0],
    ]);
  },
);
