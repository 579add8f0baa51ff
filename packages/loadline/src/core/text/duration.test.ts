import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DurationError, formatDuration, MAX_DURATION_MS, parseDuration } from './duration';

const UNIT_MS: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** Go's `time.ParseDuration`, for whole numbers: any units in any order, added up. */
function goDuration(text: string): number | undefined {
  if (!/^(\d+(ms|h|m|s))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)(ms|h|m|s)/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNIT_MS[unit] ?? 0), 0);
}

describe('parseDuration', () => {
  test.each([
    ['500ms', 500],
    ['20s', 20_000],
    ['3m', 180_000],
    ['2h', 7_200_000],
    ['1h20m', 4_800_000],
    ['3h30m10s', 12_610_000],
    ['0s', 0],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    ['20', 'write 20s or 20ms'],
    ['-5s', 'is negative'],
    ['1h20', 'ends without a unit'],
    ['1.5s', 'has a fraction'],
    [' 5s', 'has spaces'],
    ['', 'is missing'],
    ['9999999h', 'longer than the longest duration'],
    ['20m1h', 'largest first'],
    ['3d', 'is in days: write 72h'],
    ['1day', 'is in days: write 24h'],
    ['5 minutes', 'such as 500ms, 20s or 1h20m'],
  ])('%j is refused, and the error says what to write', (text, message) => {
    expect(() => parseDuration(text)).toThrow(DurationError);
    expect(() => parseDuration(text)).toThrow(message);
  });

  test('undoes formatDuration', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_DURATION_MS }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });

  test('returns a value or throws a DurationError for any text', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('1', '0', 'h', 'm', 's', '.', '-', ' ') }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          expect(Number.isInteger(parseDuration(text))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(DurationError);
        }
      }),
    );
  });

  test('reads every text that it accepts as Go does', () => {
    const texts = fc.string({ unit: fc.constantFrom('1', '20', 'h', 'm', 's', 'ms'), maxLength: 8 });
    fc.assert(
      fc.property(texts, (text) => {
        let ms: number;
        try {
          ms = parseDuration(text);
        } catch {
          return;
        }
        expect(ms).toBe(goDuration(text));
      }),
    );
  });
});

test.each([-1, 0.5, Number.NaN, MAX_DURATION_MS + 2_048])('formatDuration refuses %d', (ms) => {
  expect(() => formatDuration(ms)).toThrow(RangeError);
});
