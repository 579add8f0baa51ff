import { dateOf } from '../times';

const DAY_MS = 86_400_000;

/** The day `days` before today, in UTC, as dd-mm-yyyy. */
export function daysAgo(days: number): string {
  return dateOf(Date.now() - days * DAY_MS);
}

/**
 * Reads dd-mm-yyyy.
 * @returns the start of the UTC day in ms since the epoch; undefined when there is no such day
 */
export function readDate(text: string): number | undefined {
  const [, day, month, year] = /^(\d\d)-(\d\d)-(\d{4})$/.exec(text) ?? [];
  const timeMs = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  // JavaScript reads the 31st of a short month as the 1st of the next one.
  return Number.isNaN(timeMs) || dateOf(timeMs) !== text ? undefined : timeMs;
}

/** Every UTC day from one time to another, as dd-mm-yyyy. */
export function datesBetween(fromMs: number, toMs: number): string[] {
  const dates: string[] = [];
  for (let dayMs = fromMs - (fromMs % DAY_MS); dayMs <= toMs; dayMs += DAY_MS) dates.push(dateOf(dayMs));
  return dates;
}
