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
const MANIFEST_VERSION = 1;

/**
 * Writes the folder of a run, as k6 and `bin/loadline run` leave it, without running it.
 * @param {string} folder is there already
 * @param {number} seconds length of the load
 */
export async function writeLongRun(folder, seconds) {
  const loadMs = seconds * 1_000;
  const iterations = LONG_RUN.iterationsPerSecond * seconds;
  const rate = { rate: LONG_RUN.iterationsPerSecond, timeUnitMs: 1_000, durationMs: loadMs, startMs: 0 };
  const manifest = {
    version: MANIFEST_VERSION,
    plan: {
      suite: 'vacancies',
      runId: 'long',
      profile: 'endurance',
      users: 7_500,
      loadMs,
      target: 'nowhere',
      schedules: { crud: { kind: 'constant', ...rate } },
      settings: [],
    },
    shape: {
      loadMs,
      rows: LONG_RUN.calls.map((call) => ({ call, phase: 'load', isStream: false, protocol: 'grpc' })),
      planned: { crud: { min: iterations, max: iterations } },
      steps: [],
      rules: [],
    },
    instances: 1,
    flat: true,
  };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(manifest));
  await writeSamples(join(folder, 'samples-1.csv.gz'), seconds);
}

/**
 * The samples that k6 and loadline take for each iteration of the CRUD journey.
 * @param {string} path
 * @param {number} seconds
 */
async function writeSamples(path, seconds) {
  const gzip = createGzip({ level: 1 });
  const written = once(gzip.pipe(createWriteStream(path)), 'finish');
  gzip.write(HEADER);
  for (let second = 0; second < seconds; second++) {
    let text = '';
    for (let iteration = 0; iteration < LONG_RUN.iterationsPerSecond; iteration++) {
      text += iterationSamples(
        START_US + second * 1e6 + iteration * 4_000,
        (second * 31 + iteration * 17) % 997,
      );
    }
    if (!gzip.write(text)) await once(gzip, 'drain');
  }
  gzip.end();
  await written;
}

/** @param {number} us @param {number} salt */
function iterationSamples(us, salt) {
  const journey = ',,,crud,,journey=crud&phase=load,\n';
  let text = `schedule_delay,${us},0.500000${journey}generator_lag,${us},0.900000,,,generator,,,\n`;
  for (const call of LONG_RUN.calls) {
    const tags = `,,,crud,,call=${call}&journey=crud&phase=load,\n`;
    text += `call_duration,${us},${(1 + salt / 13).toFixed(6)}${tags}calls,${us},1.000000${tags}`;
    text += `call_failed,${us},0.000000${tags}`;
  }
  for (const metric of ['journey_duration', 'journey_response', 'iteration_duration']) {
    text += `${metric},${us},${(9 + salt / 7).toFixed(6)}${journey}`;
  }
  return `${text}journeys,${us},1.000000${journey}journey_failed,${us},0.000000${journey}data_received,${us},400.000000${journey}`;
}
