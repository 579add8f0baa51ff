import fc from 'fast-check';
import { expect, it } from 'vitest';
import { logBars } from './chart-distribution';
import { histogramQuantile, mergeHistograms } from './histogram';

const histogram = fc
  .uniqueArray(fc.record({ upToMs: fc.double({ min: 0.01, max: 1e5, noNaN: true }), count: fc.nat(1000) }), {
    selector: ({ upToMs }) => upToMs,
    minLength: 1,
    maxLength: 50,
  })
  .map((buckets) => buckets.toSorted((a, b) => a.upToMs - b.upToMs))
  .filter((buckets) => buckets.some(({ count }) => count > 0));
const total = (buckets: readonly { count: number }[]) => buckets.reduce((sum, { count }) => sum + count, 0);

it('merges without losing a sample, ascending', () => {
  fc.assert(
    fc.property(histogram, histogram, (first, second) => {
      const merged = mergeHistograms([first, second]) ?? [];
      expect(total(merged)).toBe(total(first) + total(second));
      expect(merged).toEqual(merged.toSorted((a, b) => a.upToMs - b.upToMs));
    }),
  );
  expect(mergeHistograms([[{ upToMs: 1, count: 1 }], undefined])).toBeUndefined();
  expect(mergeHistograms([])).toBeUndefined();
});

it('finds the bound below which a share of the samples lies', () => {
  fc.assert(
    fc.property(histogram, fc.double({ min: 0.001, max: 1, noNaN: true }), (buckets, share) => {
      const bound = histogramQuantile(buckets, share) ?? Number.NaN;
      const upTo = buckets.filter(({ upToMs }) => upToMs <= bound);
      expect(total(upTo)).toBeGreaterThanOrEqual(share * total(buckets));
      expect(total(upTo.slice(0, -1))).toBeLessThan(share * total(buckets));
    }),
  );
});

it('has bars of one width that sum to all samples', () => {
  fc.assert(
    fc.property(histogram, (buckets) => {
      const bars = logBars(buckets);
      expect(bars.reduce((sum, { percent }) => sum + percent, 0)).toBeCloseTo(100, 1);
      bars.slice(1).forEach(({ upToMs }, index) => {
        expect(upToMs / (bars[index]?.upToMs ?? 1)).toBeCloseTo(10 ** (1 / 20), 6);
      });
    }),
  );
});
