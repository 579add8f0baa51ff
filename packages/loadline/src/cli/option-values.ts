import { parseDuration } from '../core/text/duration';
import { messageOf } from '../core/text/error-message';
import type { Problem } from '../core/text/problem';

/**
 * Reads the value of an option. Every command gets its values from commander as texts and reads them by this function.
 * Commander's own `argParser` and `choices` are not used for it: commander ends at the first wrong value, and a command
 * names all mistakes at once, together with those of plans, thresholds and variables. An `argParser` that refuses nothing
 * is no exception: it collects the values of an option that may be repeated.
 * @param where the option as it is written, such as `--port`
 * @param parse reads the text; throws an Error whose message says what to write
 * @param problems receives the problem of a wrong value
 * @returns undefined when the value is wrong
 */
export function readOption<Value>(
  where: string,
  text: string,
  parse: (text: string) => Value,
  problems: Problem[],
  code: Problem['code'] = 'option-value',
): Value | undefined {
  try {
    return parse(text);
  } catch (error) {
    problems.push({ code, where, message: messageOf(error) });
    return undefined;
  }
}

/** Makes a parser of whole numbers from 1. */
export function wholeNumber(most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const isWhole = /^[1-9]\d*$/.test(text);
    if (isWhole && Number(text) <= most) return Number(text);
    const range = isWhole || most < Number.MAX_SAFE_INTEGER ? `to ${most}` : 'upwards';
    throw new RangeError(`is "${text}": write a whole number from 1 ${range}`);
  };
}

/** Reads the value of an option that is a duration, in ms. @returns 0 when it is wrong; `problems` then says why */
export function durationMs(where: string, text: string, problems: Problem[]): number {
  return readOption(where, text, parseDuration, problems) ?? 0;
}

/** Does the same for a duration that must not be `0s`. */
export function positiveMs(where: string, text: string, problems: Problem[]): number {
  const longerThanNothing = (given: string) => {
    const ms = parseDuration(given);
    if (ms === 0) throw new RangeError(`is "${given}": write a longer duration, such as 30s`);
    return ms;
  };
  return readOption(where, text, longerThanNothing, problems) ?? 0;
}
