import { DurationError, parseDuration } from './duration';
import { rounded, showMs, showPercent } from './numbers';

/** Units of bytes that a bound may have. */
const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * Reads an amount of a unit: `80%` (as a share of 1), `500MB` (in bytes), `2s` (in ms), `100` or `100 jobs`.
 * @returns undefined when the text is no amount of the unit
 */
export function parseAmount(text: string, unit: string): number | undefined {
  if (unit === '%') {
    const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
    return percent === undefined ? undefined : shareOf(percent);
  }
  if (unit === 'bytes') {
    const [, number, of = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]+)$/.exec(text) ?? [];
    const factor = Object.hasOwn(BYTES, of) ? BYTES[of] : undefined;
    return number === undefined || factor === undefined ? undefined : Number(number) * factor;
  }
  if (unit === 'ms') {
    try {
      return parseDuration(text);
    } catch (error) {
      if (error instanceof DurationError) return undefined;
      throw error;
    }
  }
  const number = text.endsWith(` ${unit}`) ? text.slice(0, -unit.length - 1) : text;
  return NUMBER.test(number) ? Number(number) : undefined;
}

/** A percentage as a share of 1. 0.7 / 100 is less than 7 / 1000, so after a division a share of 0.7% would break its bound. */
export function shareOf(percent: string): number {
  return Number(`${percent}e-2`);
}

/** An example of an amount, for messages. */
export function exampleAmount(unit: string): string {
  if (unit === '%') return '80%';
  if (unit === 'bytes') return '500MB';
  return unit === 'ms' ? '2s' : '100';
}

/** The unit of an amount as a bound shows it: `80%`, `500MB`, `2s`, `100 jobs`. Undefined when it has none. */
export function unitOfAmount(text: string): string | undefined {
  const word = /^-?\d+(?:\.\d+)? (.+)$/.exec(text)?.[1];
  return word ?? ['%', 'bytes', 'ms'].find((unit) => parseAmount(text, unit) !== undefined);
}

/** Writes an amount with its unit. Close to a bound, it has enough digits to show on which side of the bound it is. */
export function showAmount(value: number, unit: string, bound?: number): string {
  if (unit === '%') return showPercent(value, bound);
  if (unit === 'ms') return `${showMs(value, bound)} ms`;
  if (unit === 'bytes') return showByteAmount(value, bound);
  const size = Math.abs(value);
  return `${Number(rounded(value, size < 10 ? 2 : size < 1_000 ? 1 : 0, bound))} ${unit}`;
}

function showByteAmount(bytes: number, bound: number | undefined): string {
  const names = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(names.length - 1, Math.floor(Math.log10(Math.max(1, Math.abs(bytes))) / 3));
  const per = 1_000 ** power;
  return `${Number(rounded(bytes / per, power === 0 ? 0 : 1, bound === undefined ? undefined : bound / per))} ${names[power]}`;
}
