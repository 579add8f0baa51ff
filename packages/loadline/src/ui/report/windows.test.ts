import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import { TimeWindows } from '../../results/samples/time-windows';
import { figuresIn, wholeWindows, windowsForPage } from './windows';

const sample = fc.record({
  second: fc.nat(599),
  ms: fc.double({ min: 0.01, max: 60_000, noNaN: true }),
  isFailed: fc.boolean(),
});

it('figures of any part of a load equal those of its samples, times within 2.5 %', () => {
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 300 }), fc.nat(599), fc.nat(599), (all, a, b) => {
      const recorded = new TimeWindows(600_000);
      for (const { second, ms, isFailed } of all) {
        recorded.call(second, 'Get', ms);
        if (isFailed) recorded.callFailed(second, 'Get');
      }
      const windows = recorded.stats();
      if (!windows) throw new Error('there are samples');
      expect(windows.length).toBeLessThanOrEqual(120);
      const { first, last, from, to } = wholeWindows(windows, Math.min(a, b), Math.max(a, b) + 1);
      const part = all.filter(({ second }) => second >= from && second < to);
      const [get] = figuresIn(windows, first, last).calls;
      expect(get?.count).toBe(part.length);
      expect(get?.failed).toBe(part.filter(({ isFailed }) => isFailed).length);
      const sorted = part.map(({ ms }) => ms).sort((one, other) => one - other);
      for (const [stat, share] of [
        ['p50', 0.5],
        ['p95', 0.95],
        ['p99', 0.99],
      ] as const) {
        const exact = sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)];
        if (exact === undefined) continue;
        const shown = get?.duration?.percentiles[stat] ?? 0;
        expect(Math.abs(shown / exact - 1)).toBeLessThan(0.026);
      }
    }),
  );
});

it('there are windows for at most ten calls, those with most samples', () => {
  const recorded = new TimeWindows(10_000);
  for (let call = 1; call <= 12; call++)
    for (let times = 0; times < call; times++) recorded.call(3, `Call${call}`, 10);
  expect(Object.keys(recorded.stats()?.calls ?? {})).toEqual(
    Array.from({ length: 10 }, (_, index) => `Call${12 - index}`),
  );
});

it('a page has fewer windows when they would make it large, with the same samples, and none when even few are too many', () => {
  const { windows } = exampleResult({ seconds: 3600 }).aggregate;
  const small = windowsForPage(windows);
  if (!windows || !small) throw new Error('the example has windows');
  expect(JSON.stringify(small.calls).length).toBeLessThanOrEqual(24_000);
  expect(small.length).toBeLessThan(windows.length);
  const all = (of: typeof windows) => figuresIn(of, 0, of.length).all;
  expect(all(small)).toEqual(all(windows));
  const many = {
    ...windows,
    calls: Object.fromEntries(
      Object.entries(windows.calls).flatMap(([call, own]) =>
        Array.from({ length: 20 }, (_, index) => [`${call}${index}`, own]),
      ),
    ),
  };
  expect(windowsForPage(many)).toBeUndefined();
});
