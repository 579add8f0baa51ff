import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bucketSize, downsample } from './downsample';

const values = fc.array(fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined }), {
  maxLength: 5000,
  size: 'max',
});
const known = (list: readonly (number | undefined)[]) => list.filter((value) => value !== undefined);

it('leaves at most 600 points, and all of them when there are no more', () => {
  fc.assert(
    fc.property(values, (list) => {
      const points = downsample(list, bucketSize(list.length), 'max');
      expect(points.length).toBeLessThanOrEqual(600);
      if (list.length <= 600) expect(points).toEqual(list);
    }),
  );
});

it('keeps the maximum of every bucket, and adds no value', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 50 }), (list, size) => {
      downsample(list, size, 'max').forEach((point, index) => {
        const bucket = known(list.slice(index * size, (index + 1) * size));
        expect(point).toBe(bucket.length === 0 ? undefined : Math.max(...bucket));
      });
    }),
  );
});

it('keeps the sum of all values', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 50 }), (list, size) => {
      const total = (all: readonly (number | undefined)[]) => known(all).reduce((sum, one) => sum + one, 0);
      const before = total(list);
      expect(Math.abs(total(downsample(list, size, 'sum')) - before)).toBeLessThanOrEqual(1e-9 * before);
    }),
  );
});

it('has means between the smallest and the largest value of each bucket', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 50 }), (list, size) => {
      downsample(list, size, 'mean').forEach((point, index) => {
        const bucket = known(list.slice(index * size, (index + 1) * size));
        expect(point === undefined).toBe(bucket.length === 0);
        if (point === undefined) return;
        expect(point).toBeGreaterThanOrEqual(Math.min(...bucket) * (1 - 1e-12));
        expect(point).toBeLessThanOrEqual(Math.max(...bucket) * (1 + 1e-12));
      });
    }),
  );
});
