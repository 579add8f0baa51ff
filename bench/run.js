// What loadline costs beside its peers. `node bench/run.js [--quick] [row …]`: all rows, or the named ones, whose
// figures then replace the earlier ones in bench/results.json and bench/RESULTS.md. With `--add` the row of sustained users, of
// which a repeat takes ten minutes, gets further repeats instead.
import { project } from './process.js';
import { earlierSeconds, printRows, writeResults } from './results.js';
import { QUICK_ROWS, ROWS } from './rows/index.js';
import { setUp } from './set-up.js';
import { countFrom } from './variables.js';

const EXIT = { missed: 1, usage: 2 };

const isQuick = process.argv.includes('--quick');
const adds = process.argv.includes('--add');
const named = process.argv.slice(2).filter((argument) => !['--quick', '--add'].includes(argument));
const unknown = named.filter((name) => !Object.hasOwn(ROWS, name));
if (unknown.length > 0) {
  console.error(`there is no row ${unknown.join(', ')}: there are ${Object.keys(ROWS).join(', ')}`);
  process.exit(EXIT.usage);
}
if (adds && named.join() !== 'sustained') {
  console.error('--add is for the row of sustained users alone: node bench/run.js --add sustained');
  process.exit(EXIT.usage);
}
const names = named.length > 0 ? named : isQuick ? QUICK_ROWS : Object.keys(ROWS);
const repeats = countFrom('REPEATS', isQuick ? 2 : 5);

const { home, server } = await setUp();
/** @type {Record<string, import('./results.js').Measured>} */
const measured = {};
try {
  for (const name of names) {
    measured[name] = await measureRow(name);
    // After each row, because all of them take hours: an interruption loses only the row that it interrupts.
    if (!isQuick) await writeResults({ [name]: measured[name] }, Object.keys(ROWS));
  }
} finally {
  await server.stop();
}
const rows = Object.values(measured).flatMap((row) => row.rows);
printRows(rows);
const isBroken = Object.values(measured).some(({ problem }) => problem !== undefined);
if (isBroken || rows.some(({ isMet, isMissedBeyondSpread = !isMet }) => isMissedBeyondSpread)) {
  process.exitCode = EXIT.missed;
}

/** @param {string} name @returns {Promise<import('./results.js').Measured>} */
async function measureRow(name) {
  console.log(`${name} …`);
  const startMs = Date.now();
  const bench = { repeats, isQuick, adds, server, home, say: console.log };
  /** @type {import('./row.js').Row[]} */
  let rows = [];
  /** @type {string | undefined} */
  let problem;
  try {
    rows = (await ROWS[name]?.(bench)) ?? [];
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    console.error(`${name} was not measured: ${text}`);
    // As written in RESULTS.md, it names files as they are named in the project and in its copy.
    [problem] = text.replaceAll(project('.'), '').replaceAll(`${home}/`, '').split('\n', 1);
  }
  const seconds = Math.round((Date.now() - startMs) / 1_000) + (adds ? earlierSeconds(name) : 0);
  return { rows, seconds, date: new Date().toISOString(), ...(problem !== undefined && { problem }) };
}
