/**
 * Refuses values that are no figures, so that none of them is written as one: NaN, Infinity, or no value at all.
 * @param {readonly number[]} values
 * @param {string} [what] what was measured
 * @throws {Error}
 */
export function checkFinite(values, what = 'a value') {
  if (values.length > 0 && values.every(Number.isFinite)) return;
  throw new Error(`${what} gave no figure: ${values.join(', ') || 'it was not measured'}`);
}

/** The median: for an even number of values, the mean of the middle two. @param {number[]} values finite ones, or it throws */
export function median(values) {
  checkFinite(values);
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  return mean(middle);
}

/** Difference of the greatest and the least value. @param {number[]} values */
export const width = (values) => Math.max(...values) - Math.min(...values);

/** Least and greatest value. @param {number[]} values finite ones, or it throws @param {number} [digits] */
export function spread(values, digits = 2) {
  checkFinite(values);
  return `${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}`;
}

/** Each value divided by the one at the same index. @param {number[]} values @param {number[]} others */
export const ratios = (values, others) => values.map((value, i) => value / (others[i] ?? Number.NaN));

/** @param {number[]} values */
export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
