import { expect, test } from 'vitest';
import { formatDuration } from '../../core/text/duration';
import { milliseconds } from './milliseconds';

test.each([0, 1, 999, 1_000, 60_000, 3_600_000, 4_805_250])('%i ms, as durations are written', (ms) => {
  expect(milliseconds(formatDuration(ms))).toBe(ms);
});

test.each(['0.5s', '500', '', '1m30', '-1s', '1 s', 's', '5x', '1e3s'])('%j is refused', (text) => {
  expect(() => milliseconds(text)).toThrow(`${JSON.stringify(text)} is not a duration: write`);
});

test('a number, which has no unit, is refused', () => {
  expect(() => milliseconds(500 as unknown as string)).toThrow('500 is not a duration');
});
