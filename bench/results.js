import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { machine, versions } from './about.js';
import { project } from './process.js';

const JSON_FILE = project('bench/results.json');
const MARKDOWN_FILE = project('bench/RESULTS.md');
/** Remarks on the figures, written by hand. */
const REMARKS_FILE = project('bench/remarks.md');

/**
 * The result of one name of the runner.
 * @typedef {object} Measured
 * @property {import('./row.js').Row[]} rows
 * @property {number} seconds how long that took
 * @property {string} date when it was done
 * @property {string} [problem] why it was not measured
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
  return earlierHere(name)?.rows[0]?.samples ?? {};
}

/** Time that these measurements took, in seconds. @param {string} name @returns {number} */
export function earlierSeconds(name) {
  return earlierHere(name)?.seconds ?? 0;
}

/** The previous measurement on this machine. @param {string} name */
function earlierHere(name) {
  const earlier = earlierResults();
  return earlier.machine === machine() ? earlier.measured[name] : undefined;
}

/** Content of bench/results.json; empty when there is no file. */
function earlierResults() {
  return existsSync(JSON_FILE) ? JSON.parse(readFileSync(JSON_FILE, 'utf8')) : {};
}

/**
 * Writes bench/results.json and bench/RESULTS.md. Names that were not measured now keep their previous results.
 * @param {Record<string, Measured>} measured
 * @param {string[]} order names in the order of the table
 */
export async function writeResults(measured, order) {
  const all = { ...earlierResults().measured, ...measured };
  const sorted = Object.fromEntries(order.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
  const about = { machine: machine(), versions: await versions() };
  writeFileSync(JSON_FILE, `${JSON.stringify({ ...about, measured: sorted }, null, 2)}\n`);
  writeFileSync(MARKDOWN_FILE, markdown(sorted, about));
}

/**
 * @param {Record<string, Measured>} measured
 * @param {{ machine: string, versions: Record<string, string> }} about
 */
function markdown(measured, about) {
  const tools = Object.entries(about.versions).map(([tool, version]) => `${tool} ${version}`);
  const days = Object.values(measured)
    .map(({ date }) => date.slice(0, 10))
    .sort();
  const seconds = Object.values(measured).reduce((sum, { seconds }) => sum + seconds, 0);
  return [
    '# Side by side',
    'What loadline costs beside its peers, doing the same work against the same server on the same machine. Made by `make bench`; the text below the table is `bench/remarks.md`.',
    table(measured),
    ...Object.entries(measured).flatMap(([name, { problem }]) =>
      problem ? [`\`${name}\` was not measured: ${problem.split('\n', 1)[0]}`] : [],
    ),
    `Machine: ${about.machine}. Measured ${[...new Set([days[0], days.at(-1)])].join(' to ')}, in ${Math.ceil(seconds / 60)} minutes.`,
    `Versions: ${tools.join(', ')}.`,
    readFileSync(REMARKS_FILE, 'utf8'),
  ].join('\n\n');
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
