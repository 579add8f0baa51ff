/** Figures of times that can have a bound, besides any `pN`. */
export const TIME_STATS: readonly string[] = ['avg', 'med', 'min', 'max'];
/** One spelling for each percentile, because its figures are found by this name: `p95`, but not `p95.0` or `p095`. */
const PERCENTILE = /^p(?:(?:0|[1-9]\d?)(?:\.\d{0,5}[1-9])?|100)$/;

/** Whether a key is a percentile, such as `p97.5`. */
export function isPercentile(key: string): boolean {
  return PERCENTILE.test(key);
}

/** Returns the usual spelling of a percentile that is written in another way, such as `p95` for `p95.0`. */
export function usualSpelling(key: string): string | undefined {
  const digits = /^p(\d+(?:\.\d*)?)$/.exec(key)?.[1];
  const usual = `p${Number(digits)}`;
  return digits !== undefined && usual !== key && isPercentile(usual) ? usual : undefined;
}

/** Whether a key is a figure of times: `avg`, `med`, `min`, `max` or any `pN`. */
export function isTimeStat(key: string): boolean {
  return TIME_STATS.includes(key) || isPercentile(key);
}
