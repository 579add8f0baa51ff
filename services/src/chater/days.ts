const DAY_MS = 86_400_000;

/** Number of the UTC day of a time, counted from 1970. */
export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS);
}

/**
 * Reads dd-mm-yyyy.
 * @returns the number of the UTC day; undefined when there is no such date
 */
export function readDay(text: string): number | undefined {
  const [, day, month, year] = /^(\d\d)-(\d\d)-(\d{4})$/.exec(text) ?? [];
  const iso = `${year}-${month}-${day}`;
  const timeMs = Date.parse(`${iso}T00:00:00Z`);
  // JavaScript reads the 31st of a short month as the 1st of the next one.
  if (Number.isNaN(timeMs) || isoDay(timeMs) !== iso) return undefined;
  return dayOf(timeMs);
}

/** The UTC day of a time as yyyy-mm-dd. */
export function isoDay(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

/** A lower number is a time in seconds, a higher one in milliseconds. */
const LEAST_MS = 1e11;

/**
 * Reads the time of a photo: ISO 8601, or seconds or milliseconds since 1970 in decimal.
 * @returns whole ms since 1970; the current time when the text is anything else
 */
export function readPhotoTime(text: string): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  const timeMs = Number.isNaN(number) ? Date.parse(text) : number > LEAST_MS ? number : number * 1000;
  return Number.isFinite(timeMs) && Math.abs(timeMs) <= 8.64e15 ? Math.floor(timeMs) : Date.now();
}
