import { expect, it } from 'vitest';
import { mulberry32 } from './bootstrap';
import { changePoint } from './change-point';

it('finds the run from which on a time is longer', () => {
  const values = [100, 102, 99, 101, 103, 98, 131, 129, 133, 130, 132, 128];
  expect(changePoint(values, 0.05)).toMatchObject({ at: 6, change: expect.closeTo(0.3, 1) });
  expect(changePoint(values.toReversed(), 0.05)).toMatchObject({ at: 6, change: expect.closeTo(-0.23, 1) });
});

it('looks at the last 20 runs only, and counts from the first', () => {
  const values = [...Array(10).fill(500), ...Array(12).fill(100), ...Array(8).fill(150)];
  expect(changePoint(values, 0.05)).toMatchObject({ at: 22, change: 0.5 });
});

it('finds none below eight runs, however large the change', () => {
  expect(changePoint([1, 1, 1, 9, 9, 9, 9], 0.05)).toBeUndefined();
  expect(changePoint([1, 1.1, 1.2, 1.3, 9, 9.1, 9.2, 9.3], 0.05)).toMatchObject({ at: 4 });
});

it('finds none within the margin', () => {
  const values = [100, 100.1, 99.9, 100.2, 99.8, 100, 103, 103.1, 102.9, 103.2, 102.8, 103];
  expect(changePoint(values, 0.05)).toBeUndefined();
  expect(changePoint(values, 0.02)).toMatchObject({ at: 6 });
});

it('reports a change in at most one of twenty series of unchanged runs', () => {
  const random = mulberry32(7);
  let found = 0;
  for (let series = 0; series < 400; series++) {
    const values = Array.from({ length: 20 }, () => 100 * Math.exp(random() - 0.5));
    if (changePoint(values, 0)) found++;
  }
  // At most 20 are expected. Up to three standard deviations more can be chance.
  expect(found).toBeLessThanOrEqual(20 + 3 * Math.sqrt(19));
});
