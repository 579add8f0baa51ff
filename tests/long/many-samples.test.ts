import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Result } from '../../src/load/result';
import { writeManifest } from '../../src/node/results/run-folder';
import { startLoadline } from '../harness/loadline';
import { peakMemory } from '../harness/process-memory';
import { tempFolder } from '../harness/temp-folder';

const HEADER = 'metric_name,timestamp,metric_value,error_code,name,scenario,status,extra_tags,metadata\n';
const CALLS = ['CreateVacancy', 'UpdateVacancy', 'GetVacancy', 'DeleteVacancy'] as const;
const PASSES_PER_SECOND = 250;
const SECONDS = 7_200;
const SAMPLES_PER_PASS = 20;
const START_US = 1_795_247_757_000_000;

it('36 million samples, two hours at 1,000 calls/s, become a report in 60 s and 1 GB', async () => {
  const folder = join(await tempFolder(), 'run');
  await mkdir(folder);
  const rate = { rate: PASSES_PER_SECOND, timeUnitMs: 1_000, durationMs: SECONDS * 1_000, startMs: 0 };
  const passes = PASSES_PER_SECOND * SECONDS;
  writeManifest(folder, {
    plan: {
      suite: 'vacancies',
      runId: 'long',
      profile: 'endurance',
      users: 7_500,
      loadMs: SECONDS * 1_000,
      target: 'nowhere',
      schedules: { crud: { kind: 'constant', ...rate } },
      settings: [],
    },
    shape: {
      loadMs: SECONDS * 1_000,
      rows: CALLS.map((call) => ({ call, phase: 'load', isStream: false, protocol: 'grpc' })),
      planned: { crud: { min: passes, max: passes } },
      steps: [],
      rules: [],
    },
    instances: 1,
    flat: true,
  });
  await writeSamples(join(folder, 'samples-1.csv.gz'));
  const startMs = Date.now();
  const report = startLoadline(folder, ['report', '.']);
  const peak = await peakMemory(report);
  const seconds = (Date.now() - startMs) / 1_000;
  const end = await report.ending;
  console.log(
    `${passes * SAMPLES_PER_PASS} samples in ${seconds.toFixed(1)} s, ${(peak / 1e6).toFixed(0)} MB`,
  );
  expect(end.stdout).toContain('verdict: PASS');
  const { aggregate } = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as Result;
  expect(aggregate.calls.map(({ count }) => count)).toEqual(CALLS.map(() => passes));
  expect(aggregate.seconds).toHaveLength(SECONDS);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(peak).toBeLessThanOrEqual(1e9);
});

/** The samples that k6 and the kit take for each pass of the CRUD journey, 4 calls. */
async function writeSamples(path: string): Promise<void> {
  const gzip = createGzip({ level: 1 });
  const written = once(gzip.pipe(createWriteStream(path)), 'finish');
  gzip.write(HEADER);
  for (let second = 0; second < SECONDS; second++) {
    let text = '';
    for (let pass = 0; pass < PASSES_PER_SECOND; pass++) {
      text += passSamples(START_US + second * 1e6 + pass * 4_000, (second * 31 + pass * 17) % 997);
    }
    if (!gzip.write(text)) await once(gzip, 'drain');
  }
  gzip.end();
  await written;
}

function passSamples(us: number, salt: number): string {
  const journey = ',,,crud,,journey=crud&phase=load,\n';
  let text = `schedule_delay,${us},0.500000${journey}generator_lag,${us},0.900000,,,generator,,,\n`;
  for (const call of CALLS) {
    const tags = `,,,crud,,call=${call}&journey=crud&phase=load,\n`;
    text += `call_duration,${us},${(1 + salt / 13).toFixed(6)}${tags}calls,${us},1.000000${tags}`;
    text += `call_failed,${us},0.000000${tags}`;
  }
  for (const metric of ['journey_duration', 'journey_response', 'iteration_duration']) {
    text += `${metric},${us},${(9 + salt / 7).toFixed(6)}${journey}`;
  }
  return `${text}journeys,${us},1.000000${journey}journey_failed,${us},0.000000${journey}data_received,${us},400.000000${journey}`;
}
