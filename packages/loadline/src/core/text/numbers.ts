/** Shown in place of a missing figure. */
export const NONE = '–';

/** Writes a time in ms without its unit, with three to four digits. */
export function showMs(value: number | undefined): string {
  if (value === undefined) return NONE;
  return value.toFixed(value < 10 ? 2 : value < 1000 ? 1 : 0);
}

/** Writes a share of 1 as a percentage. A share that is neither 0 nor 1 is never shown as 0% or 100%. */
export function showPercent(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.001) return '< 0.001%';
  if (percent < 100 && percent > 99.99) return '> 99.99%';
  return `${Number(percent.toFixed(percent < 1 ? 3 : 2))}%`;
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
export function showRate(perSecond: number): string {
  return `${Number(perSecond.toFixed(2))}/s`;
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
