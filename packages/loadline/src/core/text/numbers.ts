/** Shown in place of a missing figure. */
export const NONE = '–';

/**
 * Rounds a figure to `digits` decimals. Next to a bound it keeps as many more as it needs to stay on the same side of it: 200.04
 * is not shown as 200 where at most 200 is allowed.
 */
export function rounded(value: number, digits: number, bound?: number): string {
  if (bound === undefined) return value.toFixed(digits);
  const side = Math.sign(value - bound);
  const more = Array.from({ length: MOST_DECIMALS - digits }, (_, index) => digits + index);
  const enough = more.find((decimals) => Math.sign(Number(value.toFixed(decimals)) - bound) === side);
  return value.toFixed(enough ?? MOST_DECIMALS);
}

/** A figure that needs more decimals than this is as good as its bound. */
const MOST_DECIMALS = 9;

/** Writes a time in ms without its unit, with three to four digits; more next to a bound that it is close to. */
export function showMs(value: number | undefined, bound?: number): string {
  if (value === undefined) return NONE;
  return rounded(value, value < 10 ? 2 : value < 1000 ? 1 : 0, bound);
}

/** Writes a share of 1 as a percentage. A share that is neither 0 nor 1 is never shown as 0% or 100%. */
export function showPercent(share: number, bound?: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.001) return '< 0.001%';
  if (percent < 100 && percent > 99.99) return '> 99.99%';
  return `${Number(rounded(percent, percent < 1 ? 3 : 2, bound === undefined ? undefined : bound * 100))}%`;
}

/** Writes a part of a whole as a percentage. */
export function showShare(part: number, whole: number): string {
  if (whole === 0) return NONE;
  return part === 0 ? '0%' : showPercent(part / whole);
}

/** Writes a number with its thousands set apart: `12 345`. */
export function showCount(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** Writes a rate per second: `12.5/s`. */
export function showRate(perSecond: number, bound?: number): string {
  return `${Number(rounded(perSecond, 2, bound))}/s`;
}

/** Writes a length of time in seconds: `12.5 s`. */
export function showSeconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}

/** Writes a length of time as `1 h 5 min`, `10 min` or `12.5 s`. */
export function showLength(ms: number): string {
  if (ms < 60_000) return showSeconds(ms);
  const seconds = Math.round(ms / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${count} ${unit}`] : [])).join(' ');
}

/** Writes a number of bytes as `1.2 MB`. */
export function showBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${Number((bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1))} ${units[power]}`;
}
