import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holm } from './holm';
import { mannWhitney, runsNeeded, smallestP } from './mann-whitney';

describe('published values', () => {
  test('two-sided critical values of U at 0.05 (tables after Mann and Whitney 1947)', () => {
    const critical = [
      [4, 4, 0],
      [5, 5, 2],
      [6, 6, 5],
      [7, 7, 8],
      [8, 8, 13],
      [9, 9, 17],
      [10, 10, 23],
      [12, 12, 37],
      [15, 15, 64],
      [20, 20, 127],
      [5, 10, 8],
      [8, 12, 22],
      [10, 20, 55],
    ] as const;
    for (const [n, m, u] of critical) {
      expect(mannWhitney(...samplesOf(n, m, u)), `${n}, ${m}, U = ${u}`).toBeLessThanOrEqual(0.05);
      expect(mannWhitney(...samplesOf(n, m, u + 1)), `${n}, ${m}, U = ${u + 1}`).toBeGreaterThan(0.05);
    }
  });

  test('Hollander and Wolfe (1973), p. 69, as in the manual of R: one-sided 0.1272', () => {
    const x = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const y = [1.15, 0.88, 0.9, 0.74, 1.21];
    expect(mannWhitney(x, y) / 2).toBeCloseTo(0.1272, 4);
  });

  test('the example in the manual of scipy.stats.mannwhitneyu: 0.1111', () => {
    expect(mannWhitney([19, 22, 16, 29, 24], [20, 11, 17, 12])).toBeCloseTo(0.1111, 4);
  });
});

test('the smallest p value is that of samples that do not overlap', () => {
  expect(smallestP(3, 3)).toBeCloseTo(0.1, 12);
  expect(smallestP(10, 10)).toBeCloseTo(2 / 184_756, 15);
  for (const [n, m] of [
    [1, 1],
    [2, 7],
    [6, 6],
    [30, 30],
  ] as const) {
    expect(mannWhitney(...samplesOf(n, m, 0)) / smallestP(n, m)).toBeCloseTo(1, 9);
  }
});

test('the number of runs needed is the smallest that can reach the level', () => {
  expect(runsNeeded(0.05)).toBe(4);
  expect(runsNeeded(0.05 / 23)).toBe(6);
  expect(runsNeeded(1)).toBe(1);
});

describe('properties', () => {
  const sample = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 6 });

  test('equals the enumeration of all divisions, with ties', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        expect(mannWhitney(a, b)).toBeCloseTo(byEnumeration(a, b), 12);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('is symmetric, above 0 and at most 1, and depends only on the order of the values', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const p = mannWhitney(a, b);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(mannWhitney(b, a)).toBeCloseTo(p, 12);
        expect(mannWhitney(a.map(reverse), b.map(reverse))).toBeCloseTo(p, 12);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('equal values give 1', () => {
    expect(mannWhitney([3, 3, 3], [3, 3])).toBe(1);
  });
});

test('Holm: the published example of R, p.adjust(c(0.01, 0.02, 0.03, 0.005), "holm")', () => {
  const expected = [0.03, 0.04, 0.04, 0.02];
  holm([0.01, 0.02, 0.03, 0.005]).forEach((p, index) => {
    expect(p).toBeCloseTo(expected[index] ?? 0, 12);
  });
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});

/** Samples of n and m distinct values in which u pairs have the first sample's value above the second's. */
function samplesOf(n: number, m: number, u: number): [number[], number[]] {
  const y = Array.from({ length: m }, (_, index) => index + 1);
  let left = u;
  const x = Array.from({ length: n }, (_, index) => {
    const below = Math.min(m, left);
    left -= below;
    return below + 0.5 + index / 1000;
  });
  return [x, y];
}

function reverse(value: number): number {
  return -value;
}

/** The same p value, by counting every way to divide the pooled values into the two samples. */
function byEnumeration(a: readonly number[], b: readonly number[]): number {
  const pooled = [...a, ...b];
  const distance = (chosen: number[]) => {
    const rest = pooled.filter((_, index) => !chosen.includes(index));
    const wins = chosen.flatMap((index) =>
      rest.map((other) => Math.sign((pooled[index] as number) - other) / 2),
    );
    return Math.abs(wins.reduce((sum, win) => sum + win, 0));
  };
  const observed = distance(a.map((_, index) => index));
  const all = choices(pooled.length, a.length).map(distance);
  return all.filter((one) => one >= observed).length / all.length;
}

function choices(from: number, count: number, first = 0): number[][] {
  if (count === 0) return [[]];
  const result: number[][] = [];
  for (let index = first; index <= from - count; index++) {
    for (const rest of choices(from, count - 1, index + 1)) result.push([index, ...rest]);
  }
  return result;
}
