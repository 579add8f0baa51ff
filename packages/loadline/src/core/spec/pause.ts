import { counted } from '../text/counted';
import { DurationError, formatDuration, parseDuration } from '../text/duration';

/** Shortest and longest think time in ms. */
export type Pause = readonly [minMs: number, maxMs: number];

/**
 * Reads a pause: `1s-3s` is any time between the two, `2s` is always that long.
 * @throws {DurationError} when the text is neither
 */
export function parsePause(text: string): Pause {
  const [minMs = 0, maxMs = minMs, ...more] = text.split('-').map(parseDuration);
  if (more.length === 0 && minMs <= maxMs && maxMs > 0) return [minMs, maxMs];
  throw new DurationError(`"${text}" is not a pause: write its shortest and longest time, such as 1s-3s`);
}

/**
 * Checks that the pauses of an iteration leave time for its calls.
 * @param text the pause as the journey declares it
 * @param calls number of calls in one iteration; there is a pause between two of them
 * @param maxDurationMs longest time of one iteration, pauses included: the number of virtual users is planned by it
 * @returns what is wrong, or undefined
 */
export function pauseProblem(text: string, calls: number, maxDurationMs: number): string | undefined {
  let maxMs: number;
  try {
    [, maxMs] = parsePause(text);
  } catch (error) {
    if (error instanceof DurationError) return error.message;
    throw error;
  }
  const pauses = Math.max(1, calls - 1);
  if (pauses * maxMs < maxDurationMs) return undefined;
  const all = `${counted(pauses, 'pause')} of up to ${formatDuration(maxMs)}`;
  return `${all} leave no time for the calls of an iteration that may take ${formatDuration(maxDurationMs)}: write a longer maxDuration or a shorter pause`;
}
