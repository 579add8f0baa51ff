import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { longSpec } from './long-run.js';

const CALLS_PER_SECOND = 1_000;
/** One call of this many fails at times. */
const FAILING = 10;
const BOUND_MS = 500;
/** As in packages/loadline/src/ui/report/chart-data.ts and src/run/live-file.ts. */
const CHART = { points: 240, share: 1 / 100 };

/** Names of methods. @param {number} count */
export function methods(count) {
  return Array.from({ length: count }, (_, index) => `Method${index + 1}`);
}

/**
 * Makes the folder of a run in progress: 1,000 calls/s, and a threshold on each method.
 * @param {string} folder
 * @param {number} seconds length of the load
 * @param {number} count number of methods
 * @returns writes `live.json` as `loadline run` does at a second of the load
 */
export function makeLiveRun(folder, seconds, count) {
  const spec = longSpec({ calls: methods(count), iterationsPerSecond: CALLS_PER_SECOND / count, seconds });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'run.json'), JSON.stringify(spec));
  const file = join(folder, 'live.json');
  let chart = chartAt(1);
  let drawnAt = 1;
  return (/** @type {number} */ second) => {
    if (second >= drawnAt * (1 + CHART.share)) {
      chart = chartAt(second);
      drawnAt = second;
    }
    writeFileSync(`${file}.part`, JSON.stringify({ ...stateAt(second, spec), chart }));
    renameSync(`${file}.part`, file);
  };
}

/**
 * @param {number} second
 * @param {ReturnType<typeof longSpec>} spec
 * @returns {import('../packages/loadline/src/run/live-file').LiveState}
 */
function stateAt(second, { loadMs, users, journeys }) {
  const { planned = { min: 0, max: 0 }, calls: names = [] } = journeys[0] ?? {};
  const calls = names.map((call, index) => callAt(second, call, index, names.length));
  const done = (CALLS_PER_SECOND / names.length) * second;
  const failed = calls.reduce((sum, stats) => sum + stats.failed, 0);
  return {
    version: 1,
    pid: process.pid,
    atMs: Date.now(),
    progress: {
      phase: 'load',
      phaseMs: second * 1_000,
      loadMs,
      users,
      sessions: { open: 1, planned: 1 },
      iterations: { done, planned, failed, dropped: 0 },
      calls: { count: CALLS_PER_SECOND * second, failed, perSecond: CALLS_PER_SECOND },
      slowest: [],
      thresholds: names.length,
      broken: [],
      scriptErrors: 0,
    },
    aggregate: {
      loadMs: second * 1_000,
      calls,
      journeys: [
        {
          journey: 'crud',
          planned,
          started: done,
          done,
          dropped: 0,
          interrupted: 0,
          unaccounted: 0,
          failed,
          causes: causesOf(failed),
          duration: timesAt(second, done, 900),
          response: timesAt(second, done, 901),
          delay: timesAt(second, done, 1),
        },
      ],
      generatorLag: timesAt(second, 20 * second, 1),
      scriptErrors: 0,
      sessionsRenewed: 0,
      retries: 0,
      recordsLeft: 0,
    },
    thresholds: calls.map(({ call, count, duration }) => ({
      id: `calls.${call}.p95`,
      level: 'fail',
      bound: `${BOUND_MS}ms`,
      why: 'half a second is still felt as at once',
      measured: duration.percentiles.p95,
      samples: count,
      outcome: 'held',
    })),
  };
}

/** @param {number} second @param {string} call @param {number} index @param {number} of number of calls */
function callAt(second, call, index, of) {
  const count = (CALLS_PER_SECOND / of) * second;
  const failed = index % FAILING === 0 ? Math.floor(count / 1_000) : 0;
  return {
    call,
    phase: /** @type {const} */ ('load'),
    count,
    failed,
    causes: causesOf(failed),
    duration: timesAt(second, count, 10 + index),
  };
}

/** @param {number} failed @returns {Record<string, number>} */
const causesOf = (failed) => (failed > 0 ? { UNAVAILABLE: failed } : {});

/** Times that are different at each second. @param {number} second @param {number} count @param {number} typical ms */
function timesAt(second, count, typical) {
  const ms = typical * (1 + Math.sin(second + typical) / 10);
  return {
    count,
    min: typical / 5,
    avg: ms / 2,
    med: ms / 2,
    max: ms * 3,
    percentiles: { p90: ms * 0.9, p95: ms, p99: ms * 1.5 },
  };
}

/** @param {number} second @returns {import('../packages/loadline/src/ui/report/chart-model').Chart} */
function chartAt(second) {
  const step = Math.max(1, Math.ceil(second / CHART.points));
  const line = (/** @type {number} */ typical) =>
    Array.from({ length: Math.ceil(second / step) }, (_, index) => typical * (1 + Math.sin(index) / 10));
  return {
    id: 'load',
    title: 'The load over time',
    kind: 'time',
    unit: '/s',
    grid: { first: 0, step },
    series: [
      { label: 'users', colour: 9, isFilled: true, values: line(7_500), unit: 'users' },
      { label: 'calls', colour: 1, values: line(CALLS_PER_SECOND) },
      { label: 'failed calls', colour: 5, values: line(0.1) },
      { label: 'p95 of all calls', colour: 2, isDashed: true, values: line(60), unit: 'ms' },
    ],
    marks: [{ at: BOUND_MS, label: `p95 ${BOUND_MS}ms` }],
    bands: [],
    words: 'Highest: none.',
  };
}
