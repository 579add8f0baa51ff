import { DurationError, parseDuration } from '../core/text/duration';
import type { Problem } from '../core/text/problem';

/**
 * Reads the value of an option that is a number from 1.
 * @param where the option, such as `--instances`
 * @returns undefined when it is wrong; `problems` then says why
 */
export function wholeNumber(
  where: string,
  text: string,
  problems: Problem[],
  most = Number.POSITIVE_INFINITY,
): number | undefined {
  if (/^[1-9]\d*$/.test(text) && Number(text) <= most) return Number(text);
  const range = most === Number.POSITIVE_INFINITY ? 'upwards' : `to ${most}`;
  problems.push({
    code: 'option-value',
    where,
    message: `is "${text}": write a whole number from 1 ${range}`,
  });
  return undefined;
}

/**
 * Reads the value of an option that is a duration, in ms.
 * @param where the option, such as `--wait`
 * @returns 0 when it is wrong; `problems` then says why
 */
export function durationMs(where: string, text: string, problems: Problem[]): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    problems.push({ code: 'option-value', where, message: error.message });
    return 0;
  }
}
