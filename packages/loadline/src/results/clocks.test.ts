import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import {
  instanceRows,
  type SampledRun,
  START_MS,
  writeSampledRun,
} from '../../../../tests/harness/sampled-run';
import { makeRunResult } from './make-run-result';

async function resultOf(run: SampledRun) {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await writeSampledRun(folder, { of: 2, ...run });
  return makeRunResult([folder]);
}

/** Record of a clock that is `offsetMs` behind that of the `collect` server. */
const clock = (offsetMs: number, withinMs = 2) => ({ clock: { offsetMs, withinMs } });

it('instances that began together pass, although their clocks differ by an hour', async () => {
  const lateMs = { 2: 3_600_000 };
  const { verdict, reasons, warnings, startedAtMs } = await resultOf({
    lateMs,
    ends: { 1: clock(500), 2: clock(-3_599_500) },
  });
  expect([verdict, reasons]).toEqual(['pass', []]);
  expect(warnings).toEqual([
    'the clock of instance 1 is 0.5 s behind that of the collect server (± 2 ms): its times are corrected, set the clocks of the machines',
    'the clock of instance 2 is 3599.5 s ahead of that of the collect server (± 2 ms): its times are corrected, set the clocks of the machines',
  ]);
  expect(startedAtMs).toBe(START_MS + 500);
});

it('clocks that differ do not hide that instances began apart', async () => {
  const { verdict, reasons } = await resultOf({ ends: { 1: clock(0), 2: clock(3_000) } });
  expect(verdict).toBe('invalid');
  expect(reasons).toEqual([
    expect.stringMatching(/^instance 2 began its load 3 s after instance 1, more than 2 s apart/),
  ]);
});

it('a difference within the error of its measurement is no warning', async () => {
  const { warnings } = await resultOf({ ends: { 1: clock(40), 2: clock(300, 250) } });
  expect(warnings).toEqual([]);
});

it('if one clock was not measured, the times of all instances stay as they are', async () => {
  const { verdict, warnings } = await resultOf({ ends: { 1: clock(5_000) } });
  expect(verdict).toBe('pass');
  expect(warnings).toEqual([expect.stringContaining('its times are not corrected')]);
});

it('a second of the run is the same second of all instances', async () => {
  const started = async (run: SampledRun) =>
    (await resultOf(run)).aggregate.seconds?.map(({ started: count }) => count);
  const together = await started({});
  // The second instance has half of the iterations. It begins one second late, which only the clock records show.
  const late = await started({ ends: { 1: clock(0), 2: clock(1_000) } });
  expect(together?.slice(0, 4)).toEqual([10, 10, 10]);
  expect(late?.slice(0, 4)).toEqual([5, 10, 10, 5]);
  // The same start, although their clocks differ by a minute.
  const apart = { lateMs: { 2: 61_000 }, ends: { 1: clock(0), 2: clock(-60_000) } };
  expect(await started(apart)).toEqual(late);
});

it('a stop counts from the start of the load by the common clock', async () => {
  const stopped = { by: 'threshold', atMs: START_MS + 62_000, detail: 'journeys.read.failed' } as const;
  const ends = { 1: clock(0), 2: { ...clock(-60_000), stopped, exitCode: 105 } };
  const result = await resultOf({ lateMs: { 2: 60_000 }, ends });
  expect(result.stopped).toEqual({ by: 'threshold', afterMs: 2_000, detail: 'journeys.read.failed' });
});

it.each([[{}], [{ isFlat: true }]])(
  'samples that end early in a whole file make the run invalid: %j',
  async (kind) => {
    const written = 1 + instanceRows(START_MS, 1, 2).length;
    const { verdict, reasons } = await resultOf({ ...kind, ends: { 1: { samples: written } } });
    expect(verdict).toBe('invalid');
    expect(reasons).toEqual([
      expect.stringMatching(
        /samples-1\.csv\.gz is not what k6 of instance 1 wrote, it holds \d+ of \d+ samples: use the file/,
      ),
    ]);
    const whole = { ends: { 1: { samples: written - 1 } } };
    expect((await resultOf({ ...kind, ...whole })).verdict).toBe('pass');
  },
);

it('what the collect server found stays a reason in every later report', async () => {
  const doubts = ['instance 2 was started twice: the second one was not let in'];
  const { verdict, reasons } = await resultOf({ ends: { 1: { doubts }, 2: { doubts } } });
  expect([verdict, reasons]).toEqual(['invalid', doubts]);
});

it.each([
  ['version of k6', { versions: { k6: '2.3.0' } }],
  ['version of loadline', { loadline: '9.0.0' }],
])('instances with another %s did not measure the same', async (what, spec) => {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [a, b] = [join(folder, 'a'), join(folder, 'b')];
  await writeSampledRun(a, { of: 2, numbers: [1], spec: { versions: { k6: '2.2.0' } } });
  await writeSampledRun(b, { of: 2, numbers: [2], spec: { versions: { k6: '2.2.0' }, ...spec } });
  const { verdict, reasons } = await makeRunResult([a, b]);
  expect(verdict).toBe('invalid');
  expect(reasons).toEqual([expect.stringContaining(`they differ in ${what}: run all`)]);
});

it.each([[{}], [{ isFlat: true }]])(
  'an instance that did nothing makes the run invalid: %j',
  async (kind) => {
    const rows = (all: string[], number: number) => (number === 2 ? [] : all);
    const { verdict, reasons } = await resultOf({ ...kind, rows });
    expect(verdict).toBe('invalid');
    expect(reasons.join('\n')).toContain('instance 2 of 2 did not come to its end');
    // The instance measured its generator's lag, but started no iterations.
    const idle = (all: string[], number: number) =>
      number === 2 ? all.filter((row) => row.startsWith('generator_lag')) : all;
    const half = await resultOf({ ...kind, rows: idle });
    expect(half.verdict).toBe('invalid');
    expect(half.reasons.join('\n')).toContain('15 of 30–31 planned iterations are unaccounted for');
  },
);

it('a threshold with abort that broke in one instance only is no pass, though it holds in the whole', async () => {
  const stopped = { by: 'threshold', atMs: START_MS + 2_900, detail: 'journeys.read.failed' } as const;
  const { verdict, reasons } = await resultOf({ ends: { 2: { stopped, exitCode: 105 } } });
  expect(verdict).toBe('fail');
  expect(reasons[0]).toContain('stopped by a threshold with "abort" (journeys.read.failed)');
});
