import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Latencies } from './latencies';

/** A value as the histogram keeps it: the median of a smaller value, this one and a larger one. */
function kept(ms: number): number {
  const latencies = new Latencies();
  for (const one of [0, ms, 1e9]) latencies.add(one);
  return latencies.percentiles([50])[0] ?? 0;
}

it('keeps every duration with 3 digits, from a microsecond to days', () => {
  const us = fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 500_000_000_000 }));
  fc.assert(fc.property(us, (value) => Math.abs(kept(value / 1_000) / (value / 1_000) - 1) < 0.001));
  // Values around the bounds of the histogram's buckets, and around the largest 32-bit integers.
  for (const value of [1, 1_023, 1_024, 2_047, 2_048, 4_095, 4_096, 2 ** 31 - 1, 2 ** 31, 2 ** 32])
    for (const near of [value - 1, value, value + 1])
      expect(Math.abs(kept(near / 1_000) - near / 1_000)).toBeLessThanOrEqual(near / 1e6);
});
