import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import type { Result } from '../../core/verdict/result';
import { overlayCharts } from './overlay-charts';

/** A run of three seconds with these p95s of one call, in ms. */
function run(...p95s: readonly (number | undefined)[]): Result {
  const result = exampleResult({ seconds: 3 });
  const seconds = p95s.map((p95, second) => ({
    second,
    due: 1,
    started: 1,
    dropped: 0,
    active: 1,
    bytes: 0,
    calls: p95 === undefined ? {} : { A: { count: 2, failed: 1, p95 } },
  }));
  return { ...result, aggregate: { ...result.aggregate, seconds } } as unknown as Result;
}

it('has a line for each side: the median of its runs in each second', () => {
  const base = [run(10, 20, 30), run(12, undefined, 40), run(100, 22, 50)];
  const [p95, calls, failed] = overlayCharts(base, [run(5, 5)], 'A');
  expect(p95?.title).toBe('p95 of A');
  expect(p95?.series.map(({ label, values }) => [label, values])).toEqual([
    ['baseline', [12, 21, 40]],
    ['candidate', [5, 5, null]],
  ]);
  // A second without calls counts as 0 calls in its run. A second after the end of a run does not count.
  expect(calls?.series.map(({ values }) => values)).toEqual([
    [2, 2, 2],
    [2, 2, null],
  ]);
  expect(failed?.series[1]?.values).toEqual([1, 1, null]);
  expect(p95?.words).toContain('Highest: baseline 40 ms at 0:02');
});

it('is of all calls unless one is named, and shows nothing without figures over time', () => {
  expect(overlayCharts([run(1)], [run(2)], undefined)[0]?.title).toBe('p95 of all calls');
  expect(overlayCharts([run()], [run()], undefined)).toEqual([]);
});
