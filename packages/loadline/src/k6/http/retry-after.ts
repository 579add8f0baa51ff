const LONGEST_MS = 5_000;
const FIRST_BACK_OFF_MS = 250;

/**
 * Returns how long to wait before another attempt: as long as the server asked for, at least a back-off that doubles with
 * each attempt, at most 5 s, plus up to a quarter, so that users who were refused together do not come back together.
 * @param header `Retry-After`: seconds or an HTTP date
 * @param attempt number of the attempts so far, from 1
 * @param nowMs current time, in ms since the epoch
 * @param random random number from 0 to 1
 * @returns wait in ms; undefined when the server did not say when to come back
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
