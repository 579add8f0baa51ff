/** Figures of times that can have a bound, besides any `pN`. */
export const TIME_STATS: readonly string[] = ['avg', 'med', 'min', 'max'];
const PERCENTILE = /^p(\d{1,2}(?:\.\d+)?|100)$/;

/** Whether a key is a percentile, such as `p97.5`. */
export function isPercentile(key: string): boolean {
  return PERCENTILE.test(key);
}

/** Whether a key is a figure of times: `avg`, `med`, `min`, `max` or any `pN`. */
export function isTimeStat(key: string): boolean {
  return TIME_STATS.includes(key) || isPercentile(key);
}
