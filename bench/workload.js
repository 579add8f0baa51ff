// The workload of the vacancies suite, periods of 30 s and 45 s, in loadline, hand-written k6 and Locust: how late iterations start.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CORES, failure, project, start } from './process.js';
import { handWrittenCommand } from './tools.js';

/** Exit codes of loadline for a run that ended as planned. */
export const ENDED = [0, 3, 99];
/** Exit codes of k6 for a run that ended as planned: 99 when a threshold is broken. */
const K6_ENDED = [0, 99];
/** Time in which Locust starts its users. It is a multiple of both periods, so that iterations are spread evenly. */
export const LOCUST_RAMP_SECONDS = 90;

/**
 * The result of a run.
 * @typedef {object} Workload
 * @property {number} lost iterations that were planned and not done, or failed; Locust does all it starts, late as they may be
 * @property {number} [unconnected] virtual users of loadline that a warm-up did not connect
 * @property {{ atMs: number, lateMs: number }[]} iterations each with when it started and how late
 */

/**
 * `bin/loadline run`, on the generator's core.
 * @param {Pick<import('./server.js').Server, 'variables'>} server
 * @param {{ users: number, seconds: number, warmUp?: string }} load
 * @returns {Promise<Workload>}
 */
export async function runLoadline(server, { users, seconds, warmUp }) {
  const cwd = mkdtempSync(join(tmpdir(), 'loadline-workload-'));
  try {
    // Its profile starts all users at once: a constant rate from the start.
    const test = 'vacancies-smoke';
    const args = ['run', test, '--users', String(users), '--duration', `${seconds}s`];
    if (warmUp !== undefined) args.push('--set', `profile.warmUp=${warmUp}`);
    const command = {
      file: process.execPath,
      args: [project('bin/loadline'), ...args],
      env: server.variables,
      cwd,
    };
    const { code, output } = await start(command, CORES.generator).ended;
    if (code === null || !ENDED.includes(code)) throw failure(command, `ended with ${code}`, output);
    const folder = join(cwd, 'reports', readdirSync(join(cwd, 'reports'))[0] ?? '');
    const { aggregate } = /** @type {import('../packages/loadline/src/core/verdict/result').Result} */ (
      JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'))
    );
    const lost = aggregate.journeys.reduce(
      (sum, { dropped, unaccounted, interrupted, failed }) =>
        sum + dropped + unaccounted + interrupted + failed,
      0,
    );
    const { started, ended, failed } = aggregate.warmUp ?? { started: 0, ended: 0, failed: 0 };
    return {
      lost,
      unconnected: started - ended + failed,
      iterations: delays(gunzipSync(readFileSync(join(folder, 'samples-1.csv.gz'))).toString()),
    };
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
 * The hand-written script, on the generator's core.
 * @param {import('./server.js').Server} server
 * @param {{ users: number, seconds: number }} load
 * @returns {Promise<{ lost: number, p99: number }>} iterations that were dropped and checks that failed; p99 of the delays, in ms
 */
export async function runHandWritten(server, { users, seconds }) {
  const variables = { LOAD: 'workload', USERS: String(users), DURATION: `${seconds}s` };
  const { content } = await jsonOf(K6_ENDED, (file) =>
    handWrittenCommand(server, variables, '--summary-export', file),
  );
  /** @type {{ metrics: { late: Record<string, number>, checks: { fails: number }, dropped_iterations?: { count: number } } }} */
  const { metrics } = content;
  const lost = (metrics.dropped_iterations?.count ?? 0) + metrics.checks.fails;
  return { lost, p99: metrics.late['p(99)'] ?? Number.NaN };
}

/**
 * Locust, on the generator's core. Iterations count once all users have started.
 * @param {import('./server.js').Server} server
 * @param {{ users: number, seconds: number, lateness: 'over the last iteration' | 'over the schedule' }} load
 * @returns {Promise<Workload>}
 */
export async function runLocust(server, { users, seconds, lateness }) {
  const args = [
    ['--locustfile', project('bench/peers/locust/workload.py')],
    ['--host', server.address],
    // A user is one of each class.
    ['--users', String(users * 2)],
    ['--spawn-rate', String((users * 2) / LOCUST_RAMP_SECONDS)],
    ['--run-time', `${LOCUST_RAMP_SECONDS + seconds}s`],
    ['--headless', '--only-summary', '--stop-timeout', '5', '--exit-code-on-error', '0'],
  ].flat();
  const { content, startedAtMs } = await jsonOf([0], (file) => ({
    file: project('bench/.venv/bin/locust'),
    args,
    env: { PYTHONPATH: project('bench/.venv/stubs'), ITERATIONS: file, ...server.variables },
  }));
  /** @type {{ iterations: [number, number, number][], failed: number }} */
  const { iterations, failed } = content;
  const steadyMs = startedAtMs + LOCUST_RAMP_SECONDS * 1_000;
  const steady = iterations
    .map(([atSeconds, overLast, overSchedule]) => ({
      atMs: atSeconds * 1_000,
      lateMs: lateness === 'over the last iteration' ? overLast : overSchedule,
    }))
    .filter(({ atMs }) => atMs >= steadyMs);
  return { lost: failed, iterations: steady };
}

/**
 * Runs a tool that writes a JSON file, on the generator's core.
 * @param {readonly number[]} ended exit codes of a run that ended as planned
 * @param {(file: string) => import('./process.js').Command} commandFor
 */
async function jsonOf(ended, commandFor) {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-workload-'));
  const file = join(folder, 'figures.json');
  const command = commandFor(file);
  try {
    const { code, output, startedAtMs } = await start(command, CORES.generator).ended;
    if (code === null || !ended.includes(code)) throw failure(command, `ended with ${code}`, output);
    return { content: JSON.parse(readFileSync(file, 'utf8')), startedAtMs };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** p99 of how late iterations started, in ms. @param {Workload['iterations']} iterations */
export const delayP99 = (iterations) =>
  quantile(
    iterations.map(({ lateMs }) => lateMs),
    0.99,
  );

/** The quantile: a share of the values is at most this one. @param {number[]} values @param {number} share */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
