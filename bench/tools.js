// Commands that start each tool for the CRUD mix, as its users start it: the same calls, rate, connections and deadline.
import { join } from 'node:path';
import { project } from './process.js';
import { countFrom } from './variables.js';

/**
 * Iterations of the CRUD journey per second, of four calls each, and the number of connections that share them. At a much
 * lower rate the figure is that of processors that sleep and wake. Locust does not reach a much higher rate.
 */
const ITERATIONS_PER_SECOND = countFrom('ITERATIONS_PER_SECOND', 500, 10);
export const CONNECTIONS = 251;
export const CALLS_PER_SECOND = ITERATIONS_PER_SECOND * 4;
/** Each starts ten iterations in three seconds. */
const USERS = (ITERATIONS_PER_SECOND / 10) * 3;

/** Variables with which `bench/suites/crud.ts` and the k6 script make the same load. */
const LOAD = {
  USERS: String(USERS),
  VUS: String(CONNECTIONS),
  // The bundle has a virtual user for each iteration that can run at the same time, and one more.
  MAX_DURATION: `${Math.floor(((CONNECTIONS - 1) / ITERATIONS_PER_SECOND) * 1_000)}ms`,
};

const K6 = project('bin/k6');

/**
 * Makes the command of a tool, or one command per method for a tool that calls a single method in a run.
 * @typedef {(server: import('./server.js').Server, seconds: number) => import('./process.js').Command | Promise<import('./process.js').Command[]>} Tool
 */

/**
 * The minimal script on k6 as it is.
 * @param {import('./server.js').Server} server
 * @param {Record<string, string>} variables that the script reads
 * @param {readonly string[]} options of `k6 run`
 */
export const handWrittenCommand = (server, variables, ...options) => ({
  file: K6,
  args: ['run', '--quiet', ...options, project('bench/peers/k6-handwritten.js')],
  env: { ...server.variables, ...variables },
});

/** That script with the CRUD mix. @type {Tool} */
export const handWritten = (server, seconds) =>
  handWrittenCommand(server, { ...LOAD, LOAD: 'crud', DURATION: `${seconds}s` });

/** The bundle on the same k6, with the same settings. @param {string} home @returns {Tool} */
export const bundle = (home) => (server, seconds) => ({
  file: K6,
  args: ['run', '--quiet', join(home, 'dist/crud.js')],
  env: { ...server.variables, ...LOAD, DURATION: `${seconds}s` },
});

/** `bin/loadline run`: keeps all samples, makes the report. @param {string} home @returns {Tool} */
export const loadline = (home) => (server, seconds) => ({
  file: process.execPath,
  args: [join(home, 'bin/loadline'), 'run', 'crud', '--users', LOAD.USERS, '--duration', `${seconds}s`],
  env: { ...server.variables, ...LOAD },
  cwd: home,
});

/** The bare grpc-go client. @type {Tool} */
export const floor = (server, seconds) => ({
  file: project('bench/bin/floor'),
  args: [
    ['-address', server.address],
    ['-rate', String(ITERATIONS_PER_SECOND)],
    ['-connections', String(CONNECTIONS)],
    ['-duration', `${seconds}s`],
  ].flat(),
});

/** Each user has one connection. Its pause between iterations gives the rate. @type {Tool} */
export const locust = (server, seconds) => ({
  file: project('bench/.venv/bin/locust'),
  args: [
    ['--locustfile', project('bench/peers/locust/crud.py')],
    ['--host', server.address],
    ['--users', String(CONNECTIONS)],
    ['--spawn-rate', String(CONNECTIONS)],
    ['--run-time', `${seconds}s`],
    ['--headless', '--only-summary', '--stop-timeout', '5'],
  ].flat(),
  env: {
    PYTHONPATH: project('bench/.venv/stubs'),
    PACE: String(CONNECTIONS / ITERATIONS_PER_SECOND),
    ...server.variables,
  },
});
