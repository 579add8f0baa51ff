import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';

/** The CRUD journey 250 times per second: 1,000 calls/s. */
export const LONG_RUN = {
  calls: ['CreateVacancy', 'UpdateVacancy', 'GetVacancy', 'DeleteVacancy'],
  iterationsPerSecond: 250,
  samplesPerIteration: 20,
};

const HEADER = 'metric_name,timestamp,metric_value,error_code,name,scenario,status,extra_tags,metadata\n';
const START_US = 1_795_247_757_000_000;
const SPEC_VERSION = 2;

/**
 * Spec of a run with one journey.
 * @param {{ calls: readonly string[], iterationsPerSecond: number, seconds: number, instances?: number }} load
 */
export function longSpec({ calls, iterationsPerSecond: rate, seconds, instances = 1 }) {
  const loadMs = seconds * 1_000;
  const crud = {
    name: 'crud',
    everyMs: 30_000,
    maxDurationMs: 1_000,
    schedule: { kind: 'constant', rate, timeUnitMs: 1_000, durationMs: loadMs, startMs: 0 },
    planned: { min: rate * seconds, max: rate * seconds + 1 },
    virtualUsers: 501,
    calls,
    metrics: [],
  };
  return {
    version: SPEC_VERSION,
    loadline: '0.2.0',
    suite: 'vacancies',
    runId: 'long',
    target: 'nowhere',
    profile: 'endurance',
    users: 7_500,
    curve: [],
    loadMs,
    journeys: [crud],
    calls: calls.map((call) => ({ call, phase: 'load', isStream: false, protocol: 'grpc' })),
    steps: [],
    thresholds: [
      {
        id: 'journeys.crud.failed',
        why: 'a run without a threshold cannot pass',
        level: 'fail',
        subject: { of: 'journey', journey: 'crud', measure: 'failed' },
        stat: 'share',
        op: '<=',
        bound: 0.01,
        text: '1%',
      },
    ],
    metrics: { kinds: {}, filters: [], unfinished: [] },
    causes: [],
    sessions: 1,
    settings: [],
    debug: false,
    instances,
    flat: true,
  };
}

/**
 * Writes the folder of a run, as k6 and `bin/loadline run` leave it, without running it.
 * @param {string} folder is there already
 * @param {number} seconds length of the load
 * @param {number} instances k6 processes that share the load
 * @param {{ calls: readonly string[], iterationsPerSecond: number }} load
 */
export async function writeLongRun(folder, seconds, instances = 1, load = LONG_RUN) {
  const spec = longSpec({ ...load, seconds, instances });
  writeFileSync(join(folder, 'run.json'), JSON.stringify(spec));
  const startedAtMs = START_US / 1_000;
  const end = {
    version: 1,
    runId: spec.runId,
    specHash: hashOf(spec),
    exitCode: 0,
    uncaught: { count: 0 },
    startedAtMs,
    endedAtMs: startedAtMs + spec.loadMs,
  };
  const all = Array.from({ length: instances }, (_, index) => index + 1);
  const file = (/** @type {number} */ number) => join(folder, `samples-${number}.csv.gz`);
  for (const instance of all)
    writeFileSync(join(folder, `end-${instance}.json`), JSON.stringify({ ...end, instance }));
  await Promise.all(
    all.map((number) => writeSamples(file(number), { seconds, load, number, of: instances })),
  );
}

/**
 * SHA-256 of a spec, as loadline calculates it: keys are in order.
 * @param {object} spec
 */
function hashOf(spec) {
  const text = JSON.stringify(spec, (_, value) =>
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? value
      : Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  );
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The samples that k6 and loadline take for each iteration of the CRUD journey.
 * @param {string} path
 * @param {{ seconds: number, load: Parameters<typeof writeLongRun>[3], number: number, of: number }} share `number` of the instance, from 1
 */
async function writeSamples(path, { seconds, load = LONG_RUN, number, of }) {
  const gzip = createGzip({ level: 1 });
  const written = once(gzip.pipe(createWriteStream(path)), 'finish');
  gzip.write(HEADER);
  for (let second = 0; second < seconds; second++) {
    let text = '';
    for (let iteration = number - 1; iteration < load.iterationsPerSecond; iteration += of) {
      text += iterationSamples(
        START_US + second * 1e6 + Math.round((iteration * 1e6) / load.iterationsPerSecond),
        (second * 31 + iteration * 17) % 997,
        load.calls,
      );
    }
    if (!gzip.write(text)) await once(gzip, 'drain');
  }
  gzip.end();
  await written;
}

/** @param {number} us @param {number} salt @param {readonly string[]} calls */
function iterationSamples(us, salt, calls) {
  const journey = ',,,crud,,journey=crud&phase=load,\n';
  let text = `schedule_delay,${us},0.500000${journey}generator_lag,${us},0.900000,,,generator,,,\n`;
  for (const call of calls) {
    const tags = `,,,crud,,call=${call}&journey=crud&phase=load,\n`;
    text += `call_duration,${us},${(1 + salt / 13).toFixed(6)}${tags}calls,${us},1.000000${tags}`;
    text += `call_failed,${us},0.000000${tags}`;
  }
  for (const metric of ['journey_duration', 'journey_response', 'iteration_duration']) {
    text += `${metric},${us},${(9 + salt / 7).toFixed(6)}${journey}`;
  }
  return `${text}journeys,${us},1.000000${journey}journey_failed,${us},0.000000${journey}data_received,${us},400.000000${journey}`;
}
