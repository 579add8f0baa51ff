import { expect, test } from 'vitest';
import { formatDuration } from '../../core/text/duration';
import { milliseconds } from './milliseconds';

test.each([0, 1, 999, 1_000, 60_000, 3_600_000, 4_805_250])('%i ms, as durations are written', (ms) => {
  expect(milliseconds(formatDuration(ms))).toBe(ms);
});
