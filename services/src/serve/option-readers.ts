import { didYouMean, parseDuration } from '../loadline';

/** Reads a whole number from 0 to `max`. @throws {Error} with a message that says what to write, like all readers here */
export function readWhole(text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max) {
    throw new Error(`"${text}" will not do: write a whole number from 0 to ${max}`);
  }
  return value;
}

/** Reads a whole number from 1 to `max`. */
export function readCount(text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > max) {
    throw new Error(`"${text}" will not do: write a whole number from 1 to ${max}`);
  }
  return value;
}

/** Reads a port. 0 takes a free one. */
export function readPort(text: string): number {
  return readWhole(text, 65_535);
}

/** Reads a number from 0 to 1. */
export function readShare(text: string): number {
  const value = Number(text);
  if (!/^(\d+|\d*\.\d+)$/.test(text) || value > 1) {
    throw new Error(`"${text}" is not a share: write a number from 0 to 1, such as 0.2 for each fifth call`);
  }
  return value;
}

/** Reads a duration of 1 s or more. @returns ms */
export function readTokenLife(text: string): number {
  const lifeMs = parseDuration(text);
  if (lifeMs < 1_000) throw new Error(`"${text}" is too short: tokens count whole seconds, write 1s or more`);
  return lifeMs;
}

/** The longest time that a timer can wait, 2^31 − 1 ms, a little less than 25 days. */
const MAX_WAIT_MS = 2_147_483_647;

/** Reads a duration that a timer can wait. @returns ms */
export function readWait(text: string): number {
  const waitMs = parseDuration(text);
  if (waitMs > MAX_WAIT_MS) throw new Error(`"${text}" is too long: write 596h or less`);
  return waitMs;
}

/** Reads one of the valid names. */
export function readName<Name extends string>(text: string, valid: readonly Name[]): Name {
  const name = valid.find((candidate) => candidate === text);
  if (name === undefined) throw new Error(`"${text}" is unknown: ${didYouMean(text, valid)}`);
  return name;
}

/** Reads a text that is not empty. */
export function readText(text: string): string {
  if (text.trim() === '') throw new Error('is empty: write a text');
  return text;
}
