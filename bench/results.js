import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { machine, versions } from './about.js';
import { picture } from './picture.js';
import { project } from './process.js';

const JSON_FILE = project('bench/results.json');
const PICTURE = 'RESULTS.svg';
const MARKDOWN_FILE = project('bench/RESULTS.md');
/** Remarks on the figures, written by hand. */
const REMARKS_FILE = project('bench/remarks.md');

/**
 * The result of one name of the runner.
 * @typedef {object} Measured
 * @property {import('./row.js').Row[]} rows
 * @property {number} seconds how long that took
 * @property {string} date when it was done
 * @property {string} [machine] where it was done; written with the results
 * @property {string} [loadline] version that was measured; written with the results
 * @property {string} [problem] why it was not measured at its newest attempt, in one line; the rows are then empty or earlier ones
 * @property {string} [attempted] when that was, if the rows are earlier ones
 */

/** Shows rows in the terminal. @param {readonly import('./row.js').Row[]} rows */
export function printRows(rows) {
  for (const { figure, value, goal, spread, isMet, note } of rows) {
    console.log(
      `${isMet ? 'ok    ' : 'MISSED'} ${figure}: ${value}, goal ${goal} (${spread}${note ? `; ${note}` : ''})`,
    );
  }
}

/**
 * The values behind the row of a name, by tool, from the previous measurement on this machine.
 * @param {string} name
 * @returns {Record<string, number[]>} empty when it was not
 */
export function earlierSamples(name) {
  return /** @type {Record<string, number[]>} */ (earlierHere(name)?.rows[0]?.samples ?? {});
}

/** Time that these measurements took, in seconds. @param {string} name @returns {number} */
export function earlierSeconds(name) {
  return earlierHere(name)?.seconds ?? 0;
}

/** The previous measurement on this machine. @param {string} name */
function earlierHere(name) {
  const earlier = earlierResults().measured[name];
  return earlier?.machine === machine() ? earlier : undefined;
}

/**
 * Content of bench/results.json.
 * @returns {{ versions: Record<string, string>, measured: Record<string, Measured> }}
 */
function earlierResults() {
  return existsSync(JSON_FILE) ? JSON.parse(readFileSync(JSON_FILE, 'utf8')) : { versions: {}, measured: {} };
}

/**
 * Writes bench/results.json, bench/RESULTS.md and its picture. Names that were not measured now keep their previous results.
 * @param {Record<string, Measured>} measured
 * @param {string[]} order names in the order of the table
 */
export async function writeResults(measured, order) {
  const earlier = earlierResults();
  const found = await versions(earlier.versions);
  const where = { machine: machine(), loadline: found.loadline ?? '' };
  const now = Object.entries(measured).map(([name, row]) => [name, { ...row, ...where }]);
  const all = withEarlier(earlier.measured, Object.fromEntries(now));
  const sorted = Object.fromEntries(order.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
  writeFileSync(JSON_FILE, `${JSON.stringify({ versions: found, measured: sorted }, null, 2)}\n`);
  writeFileSync(project(`bench/${PICTURE}`), picture(sorted));
  writeFileSync(MARKDOWN_FILE, markdown(sorted, found));
}

/**
 * Joins results. A name that could not be measured now keeps its earlier figures, with their date and machine.
 * @param {Record<string, Measured>} earlier
 * @param {Record<string, Measured>} now
 */
export function withEarlier(earlier, now) {
  const all = { ...earlier };
  for (const [name, { problem, ...newest }] of Object.entries(now)) {
    const before = earlier[name];
    if (problem === undefined) all[name] = newest;
    else if (before === undefined || before.rows.length === 0) all[name] = { ...newest, problem };
    else all[name] = { ...before, problem, attempted: newest.date };
  }
  return all;
}

/**
 * Text of bench/RESULTS.md.
 * @param {Record<string, Measured>} measured
 * @param {Record<string, string>} tools versions by name
 */
export function markdown(measured, { loadline: _, ...tools }) {
  const rows = Object.entries(measured);
  const seconds = rows.reduce((sum, [, row]) => sum + row.seconds, 0);
  const peers = Object.entries(tools).map(([tool, version]) => `${tool} ${version}`);
  return [
    '# Side by side',
    'What loadline costs beside its peers, doing the same work against the same server on the same machine. Made by `make bench`; the text below the table is `bench/remarks.md`.',
    `![CPU per call and users on one core, loadline beside its peers](${PICTURE})`,
    table(measured),
    ...rows.flatMap(([name, row]) => notMeasured(name, row)),
    `Measured in ${Math.ceil(seconds / 60)} minutes:`,
    measuredWhere(rows).join('\n'),
    `Versions of the others: ${peers.join(', ')}.`,
    readFileSync(REMARKS_FILE, 'utf8'),
  ].join('\n\n');
}

/** What is to be known of a row whose newest attempt failed. @param {string} name @param {Measured} row */
function notMeasured(name, { problem, attempted, date }) {
  if (problem === undefined) return [];
  if (attempted === undefined) return [`\`${name}\` was not measured: ${problem}`];
  const [day, before] = [attempted, date].map((at) => at.slice(0, 10));
  return [`\`${name}\` keeps its figures of ${before}, as it was not measured on ${day}: ${problem}`];
}

/** A line for each machine and version of loadline, with the rows that were measured there. @param {[string, Measured][]} rows */
function measuredWhere(rows) {
  /** @type {Map<string, string[]>} */
  const by = new Map();
  for (const [name, { machine: on, loadline, date, rows: figures }] of rows) {
    if (figures.length === 0) continue;
    const where = `loadline ${loadline}, ${date.slice(0, 10)}, ${on}`;
    by.set(where, [...(by.get(where) ?? []), `\`${name}\``]);
  }
  return [...by].map(([where, names]) => `- ${where}: ${names.join(', ')}`);
}

/** @param {Record<string, Measured>} measured */
function table(measured) {
  const lines = Object.entries(measured).flatMap(([name, { rows }]) =>
    rows.map(
      ({ figure, goal, value, spread, isMet, note }) =>
        `| \`${name}\` | ${figure} | ${value} | ${spread} | ${goal} | ${isMet ? 'met' : '**missed**'} | ${note ?? ''} |`,
    ),
  );
  const header = '| row | figure | median | spread | goal | | note |\n|---|---|---|---|---|---|---|';
  return [header, ...lines].join('\n');
}
