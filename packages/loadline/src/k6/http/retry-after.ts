const LONGEST_MS = 5_000;
const FIRST_BACK_OFF_MS = 250;

/**
 * How long to wait before another attempt: what the server asked for, at least a back-off that doubles from attempt to
 * attempt, at most 5 s, plus up to a quarter, so that users who were refused together do not come back together.
 * @param header `Retry-After`: seconds or an HTTP date
 * @param attempt those that were made, from 1
 * @param nowMs since the epoch
 * @param random from 0 to 1
 * @returns ms; undefined when the server did not ask to come back
 */
export function retryDelayMs(
  header: string | undefined,
  attempt: number,
  nowMs: number,
  random: number,
): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const seconds = Number(header);
  const askedMs = Number.isNaN(seconds) ? Date.parse(header) - nowMs : seconds * 1_000;
  if (Number.isNaN(askedMs)) return undefined;
  const backOffMs = FIRST_BACK_OFF_MS * 2 ** (attempt - 1);
  return Math.min(LONGEST_MS, Math.max(askedMs, backOffMs)) * (1 + random / 4);
}
