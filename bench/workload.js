// The workload of the vacancies suite, 30 s and 45 s, by loadline and by Locust: how late their passes start.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CORES, failure, project, start } from './process.js';

/** loadline's own exit codes of a run that came to its end. */
const ENDED = [0, 3, 99];
/** Locust takes so long until every user has started, evenly, as their passes are to be spread. */
export const LOCUST_RAMP_SECONDS = 45;

/**
 * What became of a run.
 * @typedef {object} Workload
 * @property {number} lost passes that were planned and not done
 * @property {{ atMs: number, lateMs: number }[]} passes each with when it started and how late
 */

/**
 * `bin/loadline run`, on the generator's core.
 * @param {import('./server.js').Server} server
 * @param {{ users: number, seconds: number }} load
 * @returns {Promise<Workload>}
 */
export async function runLoadline(server, { users, seconds }) {
  const cwd = mkdtempSync(join(tmpdir(), 'loadline-workload-'));
  try {
    const args = [
      ['run', 'vacancies-load', '--users', String(users), '--duration', `${seconds}s`],
      // All at once: a constant rate from the start.
      ['--set', 'profile.spawnRate=null'],
    ].flat();
    const command = {
      file: process.execPath,
      args: [project('bin/loadline'), ...args],
      env: server.variables,
      cwd,
    };
    const { code, output } = await start(command, CORES.generator).ended;
    if (code === null || !ENDED.includes(code)) throw failure(command, `ended with ${code}`, output);
    const folder = join(cwd, 'reports', readdirSync(join(cwd, 'reports'))[0] ?? '');
    const { aggregate } = /** @type {import('../src/load/result').Result} */ (
      JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'))
    );
    const lost = aggregate.journeys.reduce(
      (sum, { dropped, unaccounted, interrupted, failed }) =>
        sum + dropped + unaccounted + interrupted + failed,
      0,
    );
    return { lost, passes: delays(gunzipSync(readFileSync(join(folder, 'samples-1.csv.gz'))).toString()) };
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** @param {string} samples as k6 writes them */
function delays(samples) {
  return [...samples.matchAll(/^schedule_delay,(\d+),([\d.-]+),/gm)].map(([, us, ms]) => ({
    atMs: Number(us) / 1_000,
    lateMs: Number(ms),
  }));
}

/**
 * Locust, on the generator's core; passes count from when all users are there.
 * @param {import('./server.js').Server} server
 * @param {{ users: number, seconds: number, lateness: 'over the last pass' | 'over the schedule' }} load
 * @returns {Promise<Workload>}
 */
export async function runLocust(server, { users, seconds, lateness }) {
  const command = {
    file: project('bench/.venv/bin/locust'),
    args: [
      ['--locustfile', project('bench/peers/locust/workload.py')],
      ['--host', server.address],
      // One of each class makes a user.
      ['--users', String(users * 2)],
      ['--spawn-rate', String((users * 2) / LOCUST_RAMP_SECONDS)],
      ['--run-time', `${LOCUST_RAMP_SECONDS + seconds}s`],
      ['--headless', '--only-summary', '--stop-timeout', '5', '--exit-code-on-error', '0'],
    ].flat(),
    env: { PYTHONPATH: project('bench/.venv/stubs'), ...server.variables },
  };
  const startedAtMs = Date.now();
  const { code, output } = await start(command, CORES.generator).ended;
  const told = /^\{"passes.*\}$/m.exec(output)?.[0];
  if (code !== 0 || told === undefined) throw failure(command, `ended with ${code}`, output);
  /** @type {{ passes: [number, number, number][], failed: number }} */
  const { passes, failed } = JSON.parse(told);
  const steadyMs = startedAtMs + LOCUST_RAMP_SECONDS * 1_000;
  const late = lateness === 'over the last pass' ? 1 : 2;
  const steady = passes
    .map((pass) => ({ atMs: pass[0] * 1_000, lateMs: pass[late] }))
    .filter(({ atMs }) => atMs >= steadyMs);
  // Each user has two loops, and a pass of each in every period.
  const planned = (users / 30 + users / 45) * seconds;
  return { lost: failed + Math.max(0, Math.floor(planned * 0.98) - steady.length), passes: steady };
}

/** The value that a share of all is not above. @param {number[]} values @param {number} share */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
