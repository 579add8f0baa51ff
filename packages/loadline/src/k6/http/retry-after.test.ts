import { expect, test } from 'vitest';
import { retryDelayMs } from './retry-after';

const NOW = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');

test.each([
  [undefined, 1, undefined],
  ['', 1, undefined],
  ['soon', 1, undefined],
  ['2', 1, 2_000],
  ['0', 1, 250],
  ['0', 2, 500],
  ['1', 2, 1_000],
  ['60', 1, 5_000],
  ['-3', 1, 250],
  ['Wed, 21 Oct 2026 07:28:03 GMT', 1, 3_000],
  ['Wed, 21 Oct 2026 07:27:00 GMT', 1, 250],
  ['Wed, 21 Oct 2026 08:28:00 GMT', 1, 5_000],
])('%s after %i attempts: %s ms, and up to a quarter more', (header, attempt, ms) => {
  expect(retryDelayMs(header, attempt, NOW, 0)).toBe(ms);
  expect(retryDelayMs(header, attempt, NOW, 1)).toBe(ms === undefined ? undefined : ms * 1.25);
});
