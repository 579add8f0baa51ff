import fc from 'fast-check';
import { expect, it } from 'vitest';
import { logBars } from './chart-distribution';

const histogram = fc
  .uniqueArray(fc.record({ upToMs: fc.double({ min: 0.01, max: 1e5, noNaN: true }), count: fc.nat(1000) }), {
    selector: ({ upToMs }) => upToMs,
    minLength: 1,
    maxLength: 50,
  })
  .map((buckets) => buckets.toSorted((a, b) => a.upToMs - b.upToMs))
  .filter((buckets) => buckets.some(({ count }) => count > 0));

it('has bars of equal width that add up to all samples', () => {
  fc.assert(
    fc.property(histogram, (buckets) => {
      const bars = logBars(buckets);
      expect(bars.reduce((sum, { percent }) => sum + percent, 0)).toBeCloseTo(100, 0);
      bars.slice(1).forEach(({ upToMs }, index) => {
        expect(upToMs / (bars[index]?.upToMs ?? 1)).toBeCloseTo(10 ** (1 / 20), 6);
      });
    }),
  );
});
