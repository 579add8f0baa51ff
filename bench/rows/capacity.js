import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHttpService } from '../http-service.js';
import { CORES, failure, project, start } from '../process.js';

/** One worker takes a job every 250 ms, and each user sends one in 10 s: this many users keep it busy. */
const JOB_EVERY_MS = 250;
const EVERY_MS = 10_000;
const LIMIT = EVERY_MS / JOB_EVERY_MS;
/** With 10 % more jobs than the worker takes, the last of 60 s waits 6 s: four times this bound. */
const BOUND = '1500ms';
const LEVEL = '60s';
const SEARCHES = 3;
const MOST_OFF = 0.1;

/**
 * How close `loadline capacity` comes to a known limit, in three searches.
 * @param {import('../row.js').Bench} bench
 * @returns {Promise<import('../row.js').Row[]>}
 */
export async function capacity({ say }) {
  const home = makeCapacityHome();
  const service = await startHttpService('requests', [
    ...['--workers', '1', '--work-time', '50ms', '--job-every', `${JOB_EVERY_MS}ms`],
  ]);
  /** @type {{ held: number, broke: number }[]} */
  const found = [];
  try {
    for (let search = 1; search <= SEARCHES; search++) {
      found.push(searchIn(await runCapacity(home, service.variables)));
      say(`  ${search}/${SEARCHES} ${describe(found.at(-1))}, true ${LIMIT} users`);
    }
  } finally {
    await service.stop();
    rmSync(home, { recursive: true });
  }
  const isNear = (/** @type {number} */ users) => Math.abs(users - LIMIT) <= LIMIT * MOST_OFF;
  const near = found.filter(({ held, broke }) => isNear(held) && isNear(broke)).length;
  return [
    {
      figure: `capacity of a worker for ${LIMIT} users: searches of which both ends are within ${MOST_OFF * 100} %`,
      goal: `${SEARCHES} of ${SEARCHES}`,
      value: `${near} of ${SEARCHES}`,
      spread: found.map(describe).join('; '),
      isMet: near === SEARCHES,
      note: `levels of ${LEVEL}, p95 of the response ≤ ${BOUND}`,
      samples: found,
    },
  ];
}

/** @param {{ held: number, broke: number } | undefined} found */
const describe = (found) => (found ? `${found.held} held, ${found.broke} broke` : '');

/** The project as it is built, with one threshold that an overload breaks soon. */
function makeCapacityHome() {
  const home = mkdtempSync(join(tmpdir(), 'loadline-capacity-'));
  for (const folder of ['bin', 'thresholds']) mkdirSync(join(home, folder));
  for (const file of ['bin/loadline', 'bin/package.json', 'package.json'])
    cpSync(project(file), join(home, file));
  for (const part of ['packages', 'node_modules', 'dist', 'plans', 'bin/k6'])
    symlinkSync(project(part), join(home, part));
  const submission = { response: { p95: BOUND }, failed: '1%', why: 'of the bench' };
  writeFileSync(join(home, 'thresholds/requests.json'), JSON.stringify({ journeys: { submission } }));
  return home;
}

/** @param {string} home @param {Record<string, string>} variables @returns {Promise<string>} the text of `capacity.json` */
async function runCapacity(home, variables) {
  const cwd = mkdtempSync(join(tmpdir(), 'loadline-capacity-run-'));
  const limits = ['--from', '10', '--to', '400', '--duration', LEVEL, '--budget', '1h'];
  const command = {
    file: process.execPath,
    args: [join(home, 'bin/loadline'), 'capacity', 'requests', ...limits],
    env: { ...variables, RUN_ID: 'c', EVERY: `${EVERY_MS / 1_000}s`, POLL_EVERY: '100ms' },
    cwd,
  };
  try {
    const { code, output } = await start(command, CORES.generator).ended;
    if (code !== 0) throw failure(command, `ended with ${code}`, output);
    return readFileSync(join(cwd, 'reports/c/capacity.json'), 'utf8');
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** @param {string} text */
function searchIn(text) {
  /** @type {import('../../packages/loadline/src/results/capacity-file').CapacityFile} */
  const { highestHeld, lowestBroke } = JSON.parse(text);
  return { held: highestHeld?.users ?? 0, broke: lowestBroke?.users ?? 0 };
}
