import { checkFinite, median, spread, width } from './statistics.js';

/**
 * A line of the table.
 * @typedef {object} Row
 * @property {string} figure what was measured
 * @property {string} goal
 * @property {string} value median, with its unit
 * @property {string} spread least and greatest, and how many repeats
 * @property {boolean} isMet
 * @property {boolean} [isMissedBeyondSpread] absent: as `!isMet`
 * @property {string} [note] what has to be known to read it
 * @property {unknown} [samples] every measured value, for results.json
 */

/**
 * The tools with which a row is measured.
 * @typedef {object} Bench
 * @property {number} repeats
 * @property {boolean} isQuick `make bench-quick`: the shortest run that still gives a figure
 * @property {boolean} adds the row of sustained users gets further repeats
 * @property {import('./server.js').Server} server
 * @property {string} home folder like the project's own, with the suites of the bench: `bin/`, `dist/`, `plans/`
 * @property {(line: string) => void} say
 */

/**
 * Judges repeats by an upper bound of their median.
 * @throws {Error} with the figure, when a repeat gave none: the row is then not measured
 * @param {{ figure: string, values: number[], atMost: number, unit?: string, digits?: number, beside?: string, note?: string, samples?: unknown }} measured
 * @returns {Row}
 */
export function rowAtMost({
  figure,
  values,
  atMost,
  unit = '×',
  digits = 2,
  beside,
  note,
  samples = values,
}) {
  checkFinite(values, figure);
  const middle = median(values);
  return {
    figure,
    goal: `≤ ${atMost} ${unit}`,
    value: `${middle.toFixed(digits)} ${unit}${beside === undefined ? '' : ` (${beside})`}`,
    spread: values.length > 1 ? `${spread(values, digits)}, ${values.length} repeats` : 'once',
    isMet: middle <= atMost,
    isMissedBeyondSpread: middle - width(values) > atMost,
    ...(note !== undefined && { note }),
    samples,
  };
}

/**
 * Judges repeats by a lower bound of their median.
 * @throws {Error} as {@link rowAtMost}
 * @param {{ figure: string, values: number[], atLeast: number, unit?: string, digits?: number, beside?: string, note?: string, samples?: unknown }} measured
 * @returns {Row}
 */
export function rowAtLeast({ atLeast, ...measured }) {
  const { values } = measured;
  return {
    ...rowAtMost({ ...measured, atMost: atLeast }),
    goal: `≥ ${atLeast} ${measured.unit ?? '×'}`,
    isMet: median(values) >= atLeast,
    isMissedBeyondSpread: median(values) + width(values) < atLeast,
  };
}
