import { formatDuration } from '../text/duration';

/** Fewest values in the window before a threshold breaks, and before that window. With fewer, a standard deviation says nothing. */
export const LEAST_VALUES = { inWindow: 5, before: 10 };

const SHORTEST_MS = 30_000;
/** A mean over a longer time would hide when a series changed. */
const LONGEST_MS = 300_000;

/** Longest interval of a series for which the shortest window is enough, in ms. */
export const USUAL_INTERVAL_MS = SHORTEST_MS / (LEAST_VALUES.inWindow + 1);

/**
 * Length of the window before a threshold breaks in which a change of a series is looked for, in ms. It has room for one value
 * more than it needs, because values do not come exactly on time.
 * @param intervalMs time between two values of the series
 * @returns undefined when the values come so rarely that the window would be too long
 */
export function changeWindowMs(intervalMs: number): number | undefined {
  const ms = Math.max(SHORTEST_MS, (LEAST_VALUES.inWindow + 1) * intervalMs);
  return ms > LONGEST_MS ? undefined : ms;
}

/**
 * Why a change of a series can never be named when a run fails. Undefined when it can.
 * @param intervalMs time between two readings of the series
 */
export function neverCompared(intervalMs: number, loadMs: number): string | undefined {
  if (intervalMs <= USUAL_INTERVAL_MS) return undefined;
  const windowMs = changeWindowMs(intervalMs);
  if (windowMs === undefined) {
    const most = formatDuration(LONGEST_MS / (LEAST_VALUES.inWindow + 1));
    return `its values come too rarely: read it at least every ${most}`;
  }
  const leastMs = windowMs + LEAST_VALUES.before * intervalMs;
  if (leastMs <= loadMs) return undefined;
  return `the load is too short: with a value every ${formatDuration(intervalMs)}, it needs at least ${formatDuration(leastMs)}`;
}
