import { expect, it } from 'vitest';
import { estimateMemory, gcSettings } from './memory';

const MB = 1024 ** 2;
const GB = 1024 ** 3;

it.each([
  // An eighth of the free memory is more than three times the live heap.
  { virtualUsers: 1, freeBytes: 8 * GB, instances: 1, gogc: 400 },
  { virtualUsers: 500, freeBytes: 8 * GB, instances: 1, gogc: 400 },
  { virtualUsers: 2_000, freeBytes: 24 * GB, instances: 1, gogc: 400 },
  { virtualUsers: 5_000, freeBytes: 24 * GB, instances: 1, gogc: 240 },
  { virtualUsers: 2_000, freeBytes: 8 * GB, instances: 1, gogc: 214 },
  { virtualUsers: 500_000, freeBytes: 8 * GB, instances: 1, gogc: 100 },
  // A small machine or cgroup.
  { virtualUsers: 1, freeBytes: 512 * MB, instances: 1, gogc: 280 },
  { virtualUsers: 500, freeBytes: 512 * MB, instances: 1, gogc: 125 },
  // All instances share the free memory.
  { virtualUsers: 500, freeBytes: 8 * GB, instances: 2, gogc: 304 },
  { virtualUsers: 500, freeBytes: 8 * GB, instances: 4, gogc: 202 },
  // No free memory, or less than none: Go's default.
  { virtualUsers: 100, freeBytes: 0, instances: 1, gogc: 100 },
  { virtualUsers: 100, freeBytes: -3 * GB, instances: 1, gogc: 100 },
  { virtualUsers: 100, freeBytes: Number.MAX_SAFE_INTEGER, instances: 1, gogc: 400 },
])(
  '$virtualUsers virtual users, $freeBytes bytes free, $instances instances: GOGC=$gogc',
  ({ virtualUsers, freeBytes, instances, gogc }) => {
    const settings = gcSettings(virtualUsers, freeBytes, instances);
    expect(settings.gogc).toBe(gogc);
    expect(settings.extraBytes * instances).toBeLessThanOrEqual(Math.max(0, freeBytes / 8));
  },
);

it('the extra memory is what the heap grows beyond twice its live size', () => {
  expect(gcSettings(1, 8 * GB, 1).extraBytes / MB).toBeCloseTo(3 * (35 + 0.43), 5);
  expect(gcSettings(1, 0, 1).extraBytes).toBe(0);
});

it("the estimate assumes Go's default", () => {
  expect(estimateMemory(1, 0, 0).virtualUsers / MB).toBeCloseTo(60 + 0.95, 5);
  expect(estimateMemory(10_000, 0, 0).virtualUsers / MB).toBeCloseTo(60 + 9_500, 5);
});
