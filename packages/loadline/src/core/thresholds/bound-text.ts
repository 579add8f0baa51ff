import { DurationError, parseDuration } from '../text/duration';

/**
 * The number in the text of a bound, such as `≤ 2s`, `1%` or `>= 10/s`: in ms, as a share of 1, per second, or per stream.
 * @returns undefined when there is none
 */
export function boundIn(bound: string): number | undefined {
  const text = bound.replace(/^(≤|<=|>=|≥) /, '');
  const number = /^(\d+(?:\.\d+)?)(%|\/s)?$/.exec(text);
  if (number) return Number(number[2] === '%' ? `${number[1]}e-2` : number[1]);
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof DurationError) return undefined;
    throw error;
  }
}
