import { expect, it } from 'vitest';
import { lateLooks } from './late-looks';

it('a look in time is one look', () => {
  expect(lateLooks(50, 51, 1_000)).toEqual([1]);
  expect(lateLooks(50, 49.9, 1_000)).toEqual([0]);
});

it('a standstill makes every look late that was due in it', () => {
  expect(lateLooks(50, 260, 1_000)).toEqual([210, 160, 110, 60, 10]);
  expect(lateLooks(4_050, 4_950, 16_000)).toHaveLength(19);
});

it('the last look is the first one that is due at the end or after it', () => {
  expect(lateLooks(950, 5_000, 1_000)).toEqual([4_050, 4_000]);
  expect(lateLooks(1_000, 1_000, 1_000)).toEqual([0]);
});

it('two standstills of 0.9 s in 16 s show in the 99th percentile of the lag', () => {
  const lags: number[] = [];
  for (let dueMs = 50; dueMs <= 16_000; ) {
    const isFrozen = (dueMs > 4_000 && dueMs <= 4_900) || (dueMs > 9_000 && dueMs <= 9_900);
    const nowMs = isFrozen ? (dueMs < 5_000 ? 4_900 : 9_900) : dueMs;
    const late = lateLooks(dueMs, nowMs, 16_000);
    lags.push(...late);
    dueMs += 50 * late.length;
  }
  expect(lags).toHaveLength(320);
  expect(lags.toSorted((a, b) => a - b)[Math.floor(0.99 * 320)]).toBeGreaterThan(700);
});
