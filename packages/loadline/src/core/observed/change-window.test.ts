import { expect, it } from 'vitest';
import { changeWindowMs, neverCompared } from './change-window';

it('the window has room for the values that are needed, up to five minutes', () => {
  const windows = [1, 5, 6, 10, 50, 51].map((seconds) => changeWindowMs(seconds * 1_000));
  expect(windows).toEqual([30_000, 30_000, 36_000, 60_000, 300_000, undefined]);
});

it('says which interval or which load is needed when a series can never be compared', () => {
  expect(neverCompared(5_000, 20_000)).toBeUndefined();
  expect(neverCompared(10_000, 160_000)).toBeUndefined();
  expect(neverCompared(10_000, 159_000)).toBe(
    'the load is too short: with a value every 10s, it needs at least 2m40s',
  );
  expect(neverCompared(60_000, 3_600_000)).toBe('its values come too rarely: read it at least every 50s');
});
