import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleJourney, exampleSpec } from '../../../../../tests/harness/example-spec';
import type { Aggregate, Times } from '../../core/figures/aggregate';
import type { ConstantSchedule } from '../../core/spec/schedule';
import { compileThresholds } from '../../core/thresholds/compile-thresholds';
import { judge } from '../../core/verdict/judge';
import { REPORTED_PERCENTILES } from './latencies';
import { readSamples } from './read-samples';
import { SampleAggregator } from './sample-aggregator';

const HEADER = 'metric_name,timestamp,metric_value,error_code,name,scenario,status,extra_tags,metadata';
const START_US = 1_795_247_757_000_000;
const SCHEDULE: ConstantSchedule = {
  kind: 'constant',
  rate: 10,
  timeUnitMs: 1_000,
  durationMs: 3_000,
  startMs: 0,
};
const SPEC = exampleSpec({
  loadMs: 3_000,
  calls: [{ call: 'GetThing', phase: 'load', isStream: false, protocol: 'grpc' }],
  journeys: [exampleJourney('read', 30, { schedule: SCHEDULE })],
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-samples-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A sample as k6 writes it; the tags of one series come in any order. */
function sample(metric: string, second: number, value: number, tags: string): string {
  return `${metric},${START_US + Math.round(second * 1e6)},${value.toFixed(6)},,,read,,${tags},`;
}

/** The first measurement of the generator's lag, 50 ms after the start of the load: seconds are counted from that start. */
const BEGAN = sample('generator_lag', 0.05, 0, '');

function callSamples(second: number, ms: number, cause?: string): string[] {
  const tags =
    second * 10 === Math.floor(second * 10) ? 'call=GetThing&phase=load' : 'phase=load&call=GetThing';
  return [
    sample('call_duration', second, ms, tags),
    sample('call_failed', second, cause === undefined ? 0 : 1, tags),
    ...(cause === undefined ? [] : [sample('call_failures', second, 1, `${tags}&cause=${cause}`)]),
  ];
}

let files = 0;
function file(lines: readonly string[]): string {
  const path = join(folder, `${files++}.csv.gz`);
  writeFileSync(path, gzipSync([HEADER, ...lines, ''].join('\n')));
  return path;
}

async function aggregateOf(paths: readonly string[], spec = SPEC): Promise<Aggregate> {
  const aggregator = new SampleAggregator(spec);
  const parts = paths.map((path) => ({ path, resolve: aggregator.instance().resolve }));
  await readSamples(parts, (us) => aggregator.progress(us));
  return aggregator.aggregate();
}

/** The percentile as k6 defines it: interpolated linearly between the two nearest ranks. */
function exactPercentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (percent / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(rank)] ?? 0;
  return below + ((sorted[Math.ceil(rank)] ?? 0) - below) * (rank - Math.floor(rank));
}

describe('samples of several instances', () => {
  it('give the percentiles of all samples together, however they are split', async () => {
    const durations = fc.array(fc.double({ min: 0.001, max: 60_000, noNaN: true }), {
      minLength: 1,
      maxLength: 300,
    });
    await fc.assert(
      fc.asyncProperty(
        durations,
        fc.array(fc.nat(2), { minLength: 300, maxLength: 300 }),
        async (values, owners) => {
          const parts = [0, 1, 2].map((owner) =>
            file(
              values.flatMap((ms, i) =>
                owners[i] === owner ? callSamples((3 * i) / values.length, ms) : [],
              ),
            ),
          );
          const { duration } = (await aggregateOf(parts)).calls[0] ?? {};
          expect(duration?.count).toBe(values.length);
          const written = values.map((ms) => Number(ms.toFixed(6)));
          for (const percent of REPORTED_PERCENTILES) {
            const exact = exactPercentile(written, percent);
            const error = Math.abs((duration?.percentiles[`p${percent}`] ?? Number.NaN) - exact);
            expect(error).toBeLessThanOrEqual(Math.max(0.001, exact * 0.001));
          }
          expect(duration?.min).toBe(Math.min(...written));
          expect(duration?.max).toBe(Math.max(...written));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are not averaged: two instances with different latency', async () => {
    const fast = file(Array.from({ length: 90 }, (_, i) => callSamples(i / 30, 1)).flat());
    const slow = file(Array.from({ length: 10 }, (_, i) => callSamples(i / 10, 101)).flat());
    const { duration } = (await aggregateOf([fast, slow])).calls[0] ?? ({} as { duration?: Times });
    // The average of the two p80 would be 51 ms.
    expect(duration?.percentiles.p80).toBeCloseTo(1, 2);
    expect(duration?.percentiles.p95).toBeCloseTo(101, 0);
  });
});

describe('an aggregate', () => {
  it('counts seconds from the first sample of the generator, or from an iteration that was due before it', async () => {
    const due = sample('schedule_delay', 0.012, 2, 'journey=read&phase=load');
    const rest = [...callSamples(1.005, 10), ...callSamples(1.015, 10)];
    const seconds = async (lines: readonly string[]) =>
      (await aggregateOf([file(lines)])).seconds?.map(({ calls }) => calls.GetThing?.count ?? 0);
    expect(await seconds([due, ...rest])).toEqual([1, 1, 0]);
    expect(await seconds([due, BEGAN, ...rest])).toEqual([0, 2, 0]);
    expect(await seconds([BEGAN, due, ...rest])).toEqual([0, 2, 0]);
  });

  it('counts by cause, by second, and the iterations that were due', async () => {
    const lines = [
      BEGAN,
      ...callSamples(0.5, 10),
      ...callSamples(1.25, 20, 'UNAVAILABLE'),
      ...callSamples(1.5, 40),
      sample('schedule_delay', 1, 3, 'journey=read&phase=load'),
      sample('journey_failed', 2.1, 0, 'journey=read&phase=load'),
      sample('journey_failures', 2.1, 1, 'journey=read&phase=load&cause=job_failed'),
      sample('call_failures', 0, 0, 'call=GetThing&phase=load&cause=UNAVAILABLE'),
      sample('call_failures', 2.3, 1, 'call=GetThing&phase=teardown&cause=INTERNAL'),
      sample('dropped_iterations', 2.2, 2, ''),
      sample('data_received', 2.9, 512, ''),
    ];
    const { calls, journeys, seconds = [], bytesReceived } = await aggregateOf([file(lines)]);
    expect(calls[0]).toMatchObject({ count: 3, failed: 1, causes: { UNAVAILABLE: 1 } });
    expect(journeys[0]).toMatchObject({ started: 1, done: 1, dropped: 2, unaccounted: 27 });
    expect(bytesReceived).toBe(512);
    expect(seconds.map(({ due }) => due)).toEqual([10, 10, 10]);
    expect(seconds.map(({ active }) => active)).toEqual([0, 1, 0]);
    expect(seconds[1]?.calls.GetThing).toMatchObject({ count: 2, failed: 1, max: 40 });
    expect(seconds[2]).toMatchObject({ dropped: 2, bytes: 512, calls: {} });
    expect(seconds.map(({ causes, iterationCauses }) => [causes, iterationCauses])).toEqual([
      [undefined, undefined],
      [{ UNAVAILABLE: 1 }, undefined],
      [undefined, { job_failed: 1 }],
    ]);
  });

  it.each([
    'journey=read&phase=load',
    'journey=read&phase=load&step=1',
    'call=GetThing&phase=load',
    'call=GetThing&journey=read&phase=load',
    'phase=setup',
    '',
  ])('counts every sample of the run’s own counters, also with the tags "%s"', async (tags) => {
    const lines = ['script_errors', 'sessions_renewed', 'retries', 'records_left', 'data_received'].map(
      (metric, index) => sample(metric, 1, index + 1, tags),
    );
    expect(await aggregateOf([file([...lines, ...lines])])).toMatchObject({
      scriptErrors: 2,
      sessionsRenewed: 4,
      retries: 6,
      recordsLeft: 8,
      bytesReceived: 10,
    });
  });

  it('has the mean size of all replies, however they are split over instances', async () => {
    const sizes = (bytes: readonly number[]) =>
      bytes.flatMap((value, i) => [
        ...callSamples(i / 10, 5),
        sample('call_bytes', i / 10, value, 'call=GetThing&phase=load'),
      ]);
    const refused = callSamples(2, 1, 'connection_refused');
    const [many, few] = [file([...sizes([10, 0, 20, 3]), ...refused]), file(sizes([1_000]))];
    // The mean of the two means would be 504.125.
    expect((await aggregateOf([many, few])).calls[0]?.meanBytes).toBe(1_033 / 5);
    expect((await aggregateOf([file(refused)])).calls[0]).not.toHaveProperty('meanBytes');
    const unsized = [...callSamples(1, 5), sample('call_unsized', 1, 1, 'call=GetThing&phase=load')];
    expect((await aggregateOf([many, file(unsized)])).calls[0]).not.toHaveProperty('meanBytes');
  });

  it('evaluates the thresholds on the suite’s own times, for the whole run and in each step', async () => {
    const { thresholds } = compileThresholds(
      { metrics: { time_to_done: { 'p97.5': '1s', minSamples: 1, why: 'because' } } },
      'thresholds.json',
    );
    const steps = [1, 2].map((number) => ({ number, fromMs: 0, toMs: 0, users: 10 * number, offered: 1 }));
    const kinds = { time_to_done: 'times', polls: 'count' } as const;
    const metrics = { kinds, filters: [], unfinished: [] };
    const spec = { ...SPEC, steps, thresholds: thresholds.common, metrics };
    const lines = [
      sample('time_to_done', 1, 400, 'journey=read&phase=load&step=1'),
      sample('time_to_done', 2, 1_400, 'journey=read&phase=load&step=2'),
      sample('polls', 2, 3, 'journey=read&phase=load&step=2'),
    ];
    const aggregate = await aggregateOf([file(lines)], spec);
    expect(aggregate.custom).toMatchObject({ time_to_done: { count: 2, max: 1_400 }, polls: { count: 3 } });
    expect(aggregate.steps?.map(({ broken }) => broken)).toEqual([[], ['metrics.time_to_done.p97.5']]);
    const [held] = judge(aggregate, thresholds.common).thresholds;
    expect(held?.outcome).toBe('broken');
    expect(held?.measured).toBeCloseTo(1_375, -1);
  });

  it('uses the complete part of a file that was cut off, and says so', async () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => callSamples(i / 2_000, (i % 97) + 1)).flat();
    const whole = gzipSync([HEADER, ...lines, ''].join('\n'));
    const path = join(folder, 'cut.csv.gz');
    writeFileSync(path, whole.subarray(0, Math.floor(whole.length / 2)));
    const aggregator = new SampleAggregator(SPEC);
    const [end] = await readSamples([{ path, resolve: aggregator.instance().resolve }], () => {});
    expect(end?.cut).toMatch(/breaks off/);
    expect(end?.samples).toBeGreaterThan(100);
    expect(aggregator.aggregate().calls[0]?.count).toBeGreaterThan(30);
  });

  it('uses the complete part of files that end before it is their turn to be read', async () => {
    const whole = file(Array.from({ length: 20_000 }, (_, i) => callSamples(i / 10_000, 5)).flat());
    const cut = join(folder, 'cut-at-once.csv.gz');
    writeFileSync(cut, gzipSync(HEADER).subarray(0, -12));
    const missing = join(folder, 'missing.csv.gz');
    const aggregator = new SampleAggregator(SPEC);
    const parts = [whole, missing, cut, cut].map((path) => ({
      path,
      resolve: aggregator.instance().resolve,
    }));
    const ends = await readSamples(parts, (us) => aggregator.progress(us));
    expect(aggregator.aggregate().calls[0]?.count).toBe(20_000);
    expect(ends.map((end) => end.cut)).toEqual([
      undefined,
      'there is no such file',
      expect.stringContaining('it breaks off'),
      expect.stringContaining('it breaks off'),
    ]);
  });

  it('has each of 130,000 seconds', async () => {
    const [length, every] = [130_000, 10];
    const lines = Array.from({ length: length / every }, (_, i) => callSamples(i * every, 5)).flat();
    const { seconds = [], calls } = await aggregateOf([file([BEGAN, ...lines])], {
      ...SPEC,
      loadMs: length * 1000,
    });
    expect(seconds).toHaveLength(length - every + 1);
    expect(calls[0]?.count).toBe(length / every);
  });

  it('is not made from a file with other columns, which is reported', async () => {
    const path = join(folder, 'other.csv');
    writeFileSync(path, 'metric_name,time,metric_value,extra_tags,metadata\n');
    const read = readSamples([{ path, resolve: () => undefined }], () => {});
    await expect(read).rejects.toThrow(/other\.csv: column 2 is "time" where k6 writes "timestamp"/);
  });
});
