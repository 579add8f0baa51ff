import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RunSpec } from '../../packages/loadline/src/core/spec/run-spec';
import { partOf } from '../../packages/loadline/src/core/spec/run-spec';
import { type ConstantSchedule, plannedIterations } from '../../packages/loadline/src/core/spec/schedule';
import type { InstanceEnd } from '../../packages/loadline/src/core/verdict/instance-end';
import { judge } from '../../packages/loadline/src/core/verdict/judge';
import { makeResult } from '../../packages/loadline/src/core/verdict/result';
import { type RecordedEnd, writeInstanceEnd } from '../../packages/loadline/src/results/instance-end-file';
import { readJson, writeJson } from '../../packages/loadline/src/results/json-file';
import { runFiles, writeSpec } from '../../packages/loadline/src/results/run-folder';
import { readSamples } from '../../packages/loadline/src/results/samples/read-samples';
import { SampleAggregator } from '../../packages/loadline/src/results/samples/sample-aggregator';
import { specHash } from '../../packages/loadline/src/results/spec-hash';
import { exampleJourney, exampleSpec } from './example-spec';

const HEADER = 'metric_name,timestamp,metric_value,error_code,name,scenario,status,extra_tags,metadata';
export const START_MS = 1_795_247_757_000;
const LOAD_MS = 3_000;
const LAG_PERIOD_MS = 50;

/** Thirty iterations of one call each, in three seconds. */
const SCHEDULE: ConstantSchedule = {
  kind: 'constant',
  rate: 10,
  timeUnitMs: 1_000,
  durationMs: LOAD_MS,
  startMs: 0,
};

const SPEC = exampleSpec({
  suite: 'things',
  target: '127.0.0.1:1',
  curve: [
    { atMs: 0, users: 10 },
    { atMs: LOAD_MS, users: 10 },
  ],
  loadMs: LOAD_MS,
  journeys: [exampleJourney('read', plannedIterations(SCHEDULE), { schedule: SCHEDULE })],
  calls: [{ call: 'GetThing', phase: 'load', isStream: false, protocol: 'grpc' }],
  thresholds: [
    {
      id: 'calls.GetThing.p95',
      level: 'fail',
      subject: { of: 'call', call: 'GetThing', measure: 'duration' },
      stat: 'p95',
      op: '<=',
      bound: 10_000,
      minSamples: 1,
      why: 'so that there is one',
      text: '10s',
    },
  ],
});

/** Options for the folder of a run, as k6 and loadline write it. */
export interface SampledRun {
  /** Numbers of the instances in this folder, of `of` instances in total. */
  readonly numbers?: readonly number[];
  readonly of?: number;
  readonly isFlat?: boolean;
  readonly runId?: string;
  readonly users?: number;
  /** Fields of the spec that differ from the default. */
  readonly spec?: Partial<RunSpec>;
  /** Delay of an instance's start, in ms, by the instance's number. */
  readonly lateMs?: Readonly<Record<number, number>>;
  /** Fields of an instance's end that differ from a normal end, by number. */
  readonly ends?: Readonly<Record<number, Partial<InstanceEnd>>>;
  /** Changes the sample rows of an instance before the figures of k6 are made from them. */
  readonly rows?: (rows: string[], instance: number) => string[];
}

/** Writes the folder of a run that passes, with the requested differences. */
export async function writeSampledRun(folder: string, run: SampledRun = {}): Promise<void> {
  const { of = 1, isFlat = false, runId = 'one', users = 10, rows = (all) => all } = run;
  const settings = [{ name: 'USERS', value: String(users), source: 'variable USERS' }];
  const spec = { ...SPEC, runId, users, settings, instances: of, flat: isFlat, ...run.spec };
  mkdirSync(folder, { recursive: true });
  writeSpec(folder, spec);
  for (const number of run.numbers ?? Array.from({ length: of }, (_, index) => index + 1)) {
    const startMs = START_MS + (run.lateMs?.[number] ?? 0);
    const path = runFiles.samples(folder, number);
    writeSamples(path, rows(instanceRows(startMs, number, of), number));
    const end = { startedAtMs: startMs - 500, endedAtMs: startMs + LOAD_MS + 500, exitCode: 0 };
    writeInstanceEnd(folder, {
      instance: number,
      runId,
      specHash: specHash(spec),
      ...end,
      ...run.ends?.[number],
    });
    if (isFlat) continue;
    const aggregator = new SampleAggregator(partOf(spec));
    await readSamples([{ path, resolve: aggregator.instance().resolve }], () => {});
    const { seconds: _, ...aggregate } = aggregator.aggregate();
    const facts = { startedAtMs: startMs, versions: { k6: '2.2.0' } };
    writeJson(
      runFiles.k6Result(folder, number),
      makeResult('0.0.0-test', spec, facts, aggregate, judge(aggregate, spec.thresholds)),
    );
  }
}

/** Makes the present `run.json` of a folder the one that its instances were started with. */
export function takeSpecAsStarted(folder: string): void {
  const hash = specHash(readJson(runFiles.spec(folder)) as RunSpec);
  for (const name of readdirSync(folder).filter((file) => /^end-\d+\.json$/.test(file))) {
    const end = readJson(join(folder, name)) as RecordedEnd;
    writeJson(join(folder, name), { ...end, specHash: hash });
  }
}

/** Writes a file of samples as k6 does. */
export function writeSamples(path: string, rows: readonly string[]): void {
  writeFileSync(path, samplesFile(rows));
}

/** Makes the content of a complete compressed sample file. */
export function samplesFile(rows: readonly string[]): Buffer {
  return gzipSync([HEADER, ...rows, ''].join('\n'));
}

/** Makes the sample rows of one of several instances: its share of the iterations, and its values of `generator_lag`. */
export function instanceRows(startMs: number, number: number, of: number): string[] {
  const iterations = Array.from({ length: 30 }, (_, index) => index).filter(
    (index) => index % of === number - 1,
  );
  const looks = Array.from({ length: LOAD_MS / LAG_PERIOD_MS }, (_, index) => index + 1);
  return [
    ...['script_errors', 'sessions_renewed', 'retries', 'records_left'].map((metric) =>
      row(metric, startMs - 100 - number, 0, ''),
    ),
    ...looks.map((look) => row('generator_lag', startMs + look * (LAG_PERIOD_MS + 0.1), 0.1, '')),
    ...iterations.flatMap((index) => iterationRows(startMs + index * 100, 4 + index + number / 100)),
  ];
}

function iterationRows(dueMs: number, ms: number): string[] {
  const journey = 'journey=read&phase=load';
  const call = 'call=GetThing&phase=load';
  return [
    row('schedule_delay', dueMs + 0.2, 0.2, journey),
    row('call_duration', dueMs + ms, ms, call),
    row('call_failed', dueMs + ms, 0, call),
    row('journey_duration', dueMs + ms, ms, journey),
    row('journey_response', dueMs + ms, ms + 0.2, journey),
    row('journey_failed', dueMs + ms, 0, journey),
  ];
}

/** Makes a row of k6's own samples of a request, which have a name and a status. */
export function named(metric: string, atMs: number, value: number, name: string, status: string): string {
  return `${metric},${Math.round(atMs * 1000)},${value.toFixed(6)},,${name},read,${status},journey=read&phase=load,`;
}

/** Makes a row of samples as k6 writes it. */
export function row(metric: string, atMs: number, value: number, tags: string): string {
  return `${metric},${Math.round(atMs * 1000)},${value.toFixed(6)},,,read,,${tags},`;
}
