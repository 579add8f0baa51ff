import { didYouMean, parseDuration } from '../loadline';

/** @throws {Error} that says what to write, as all readers here do */
export function readWhole(text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max) {
    throw new Error(`"${text}" will not do: write a whole number from 0 to ${max}`);
  }
  return value;
}

/** A whole number from 1 on. */
export function readCount(text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > max) {
    throw new Error(`"${text}" will not do: write a whole number from 1 to ${max}`);
  }
  return value;
}

/** A port; 0 stands for a free one. */
export function readPort(text: string): number {
  return readWhole(text, 65_535);
}

/** A number from 0 to 1. */
export function readShare(text: string): number {
  const value = Number(text);
  if (!/^(\d+|\d*\.\d+)$/.test(text) || value > 1) {
    throw new Error(`"${text}" is not a share: write a number from 0 to 1, such as 0.2 for each fifth call`);
  }
  return value;
}

/** A duration in ms, 1 s or more. */
export function readTokenLife(text: string): number {
  const lifeMs = parseDuration(text);
  if (lifeMs < 1_000) throw new Error(`"${text}" is too short: tokens count whole seconds, write 1s or more`);
  return lifeMs;
}

/** The longest time that a timer can wait, 2^31 − 1 ms, a little less than 25 days. */
const MAX_WAIT_MS = 2_147_483_647;

/** A duration in ms that a timer can wait. */
export function readWait(text: string): number {
  const waitMs = parseDuration(text);
  if (waitMs > MAX_WAIT_MS) throw new Error(`"${text}" is too long: write 596h or less`);
  return waitMs;
}

/** One of a few names. */
export function readName<Name extends string>(text: string, valid: readonly Name[]): Name {
  const name = valid.find((candidate) => candidate === text);
  if (name === undefined) throw new Error(`"${text}" is unknown: ${didYouMean(text, valid)}`);
  return name;
}

/** Something, and not nothing. */
export function readText(text: string): string {
  if (text.trim() === '') throw new Error('is empty: write a text');
  return text;
}
