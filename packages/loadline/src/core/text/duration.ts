import { shortened } from './layout';

const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** The longest duration that Go (and so k6) can hold: 2^63 − 1 ns, cut to whole milliseconds. */
export const MAX_DURATION_MS = 9_223_372_036_854;

const SHAPE = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** A text that is not a duration; the message says what to write instead. */
export class DurationError extends Error {
  override readonly name = 'DurationError';
}

/**
 * Reads `500ms`, `20s`, `3m`, `2h`, `1h20m`, `3h30m10s`: whole numbers with units, largest unit first, each unit once. This
 * is a subset of what Go's `time.ParseDuration` reads, so k6 reads the same text as the same time.
 * @returns milliseconds, a whole number from 0 to {@link MAX_DURATION_MS}
 * @throws {DurationError} on any other text; a number without a unit is refused because k6 would read it as milliseconds
 */
export function parseDuration(text: string): number {
  const parts = SHAPE.exec(text);
  if (!parts || text === '') throw new DurationError(whatToWrite(text));
  let ms = 0;
  UNITS.forEach(([, unitMs], index) => {
    ms += Number(parts[index + 1] ?? 0) * unitMs;
  });
  if (ms > MAX_DURATION_MS) {
    throw new DurationError(`"${shorten(text)}" is longer than the longest duration, 2562047h: write less`);
  }
  return ms;
}

/** Explains why a text is not a duration. @returns undefined for a duration */
export function durationProblem(text: string): string | undefined {
  try {
    parseDuration(text);
    return undefined;
  } catch (error) {
    if (error instanceof DurationError) return error.message;
    throw error;
  }
}

/**
 * Writes a duration in the format of {@link parseDuration}, e.g. 5_400_000 → `1h30m`, 0 → `0s`.
 * @param ms whole milliseconds, 0 to {@link MAX_DURATION_MS}
 * @throws {RangeError} when `ms` is not such a number
 */
export function formatDuration(ms: number): string {
  if (!Number.isInteger(ms) || ms < 0 || ms > MAX_DURATION_MS) {
    throw new RangeError(`${ms} is not a whole number of milliseconds from 0 to ${MAX_DURATION_MS}`);
  }
  let rest = ms;
  let text = '';
  for (const [unit, unitMs] of UNITS) {
    const count = Math.floor(rest / unitMs);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * unitMs;
  }
  return text || '0s';
}

function whatToWrite(text: string): string {
  const shown = `"${shorten(text)}"`;
  if (text.trim() === '') return 'a duration is missing: write a number with a unit, such as 30s or 1h20m';
  if (text.trim() !== text) return `${shown} has spaces around it: write it without them`;
  if (/^-/.test(text)) return `${shown} is negative: write a duration from 0s upwards`;
  if (/^\d+$/.test(text)) return `${shown} has no unit: write ${shorten(text)}s or ${shorten(text)}ms`;
  const days = /^(\d{1,5})d(ays?)?$/.exec(text)?.[1];
  if (days !== undefined) return `${shown} is in days: write ${Number(days) * 24}h`;
  if (/^\d*\.\d+(ms|s|m|h)$/.test(text)) {
    return `${shown} has a fraction: write whole numbers, such as 1m30s or 1500ms`;
  }
  if (/\d$/.test(text) && /^[\dhms]+$/.test(text)) {
    return `${shown} ends without a unit: write h, m, s or ms after the last number, such as 1h20m`;
  }
  return `${shown} is not a duration: write whole numbers with h, m, s or ms, largest first, such as 500ms, 20s or 1h20m`;
}

function shorten(text: string): string {
  return shortened(text, 41);
}
