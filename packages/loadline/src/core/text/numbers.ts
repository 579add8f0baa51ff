/** Stands for a figure that there is none of. */
export const NONE = '–';

/** A time in ms as people read it, without its unit: three to four digits. */
export function showMs(value: number | undefined): string {
  if (value === undefined) return NONE;
  return value.toFixed(value < 10 ? 2 : value < 1000 ? 1 : 0);
}

/** A share of 1 as a percentage: it does not look like none or like all when it is neither. */
export function showPercent(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.001) return '< 0.001%';
  if (percent < 100 && percent > 99.99) return '> 99.99%';
  return `${Number(percent.toFixed(percent < 1 ? 3 : 2))}%`;
}

/** A part of a whole as a percentage. */
export function showShare(part: number, whole: number): string {
  if (whole === 0) return NONE;
  return part === 0 ? '0%' : showPercent(part / whole);
}

/** A count with thousands apart: `12 345`. */
export function showCount(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** How often in a second: `12.5/s`. */
export function showRate(perSecond: number): string {
  return `${Number(perSecond.toFixed(2))}/s`;
}

/** A length of time in seconds: `12.5 s`. */
export function showSeconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}

/** A length of time as `1 h 5 min`, `10 min`, `12.5 s`. */
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

/** Bytes as `1.2 MB`. */
export function showBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${Number((bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1))} ${units[power]}`;
}
