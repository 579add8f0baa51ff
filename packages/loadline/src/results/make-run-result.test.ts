import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  instanceRows,
  row,
  type SampledRun,
  START_MS,
  samplesFile,
  writeSampledRun,
  writeSamples,
} from '../../../../tests/harness/sampled-run';
import { makeRunResult } from './make-run-result';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-run-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const KINDS: [string, SampledRun][] = [
  ['one instance', {}],
  ['one flat instance', { isFlat: true }],
  ['two instances', { of: 2 }],
  ['two flat instances', { of: 2, isFlat: true }],
];
const TWO = KINDS.slice(2);

async function verdictOf(run: SampledRun = {}, spoil: () => void = () => {}) {
  await writeSampledRun(folder, run);
  spoil();
  const { verdict, reasons, warnings } = await makeRunResult([folder]);
  return { verdict, reasons, warnings };
}

const PASS = { verdict: 'pass', reasons: [], warnings: [] };

describe('the record of an end must belong to this instance and run, because it would hide how this one ended', () => {
  it('a record of another instance makes the run invalid, and the reason names it', async () => {
    const [first, second] = [1, 2].map((number) => join(folder, `end-${number}.json`)) as [string, string];
    const { verdict, reasons } = await verdictOf({ of: 2 }, () => copyFileSync(first, second));
    expect(verdict).toBe('invalid');
    expect(reasons).toEqual([`${second} is of instance 1, not of 2: use the file of that instance`]);
  });

  it('a record of another run makes the run invalid, and the reason names it', async () => {
    const end = { runId: 'other' };
    const { verdict, reasons } = await verdictOf({ ends: { 1: end } });
    expect(verdict).toBe('invalid');
    expect(reasons).toEqual([
      `${join(folder, 'end-1.json')} is of run other, not of one: use the file of this run`,
    ]);
  });

  it.each<[string, object]>([
    ['in good order', {}],
    ['by a threshold', { stopped: { by: 'threshold', atMs: START_MS } }],
  ])('a record without exit code and signal makes the run invalid: %s', async (_, rest) => {
    const { verdict, reasons } = await verdictOf({ ends: { 1: { exitCode: undefined, ...rest } } });
    expect(verdict).toBe('invalid');
    expect(reasons.join('\n')).toContain('end-1.json tells neither its exit code nor a signal');
  });
});

describe.each(KINDS)('a run of %s', (_, kind) => {
  const number = kind.of ?? 1;
  const samples = () => join(folder, `samples-${number}.csv.gz`);

  it('passes when all is well', async () => {
    expect(await verdictOf(kind)).toEqual(PASS);
  });

  it('is invalid with a script error in one of its iterations', async () => {
    const rows = (all: string[], at: number) =>
      at === number ? [...all, row('script_errors', START_MS + 1_500, 1, 'journey=read&phase=load')] : all;
    const { verdict, reasons } = await verdictOf({ ...kind, rows });
    expect(verdict).toBe('invalid');
    expect(reasons.join('\n')).toMatch(/script error/);
  });

  it('is invalid when k6 was killed, although no iteration is missing', async () => {
    const { verdict, reasons } = await verdictOf({ ...kind, ends: { [number]: { killedBy: 'SIGKILL' } } });
    expect(verdict).toBe('invalid');
    expect(reasons.join('\n')).toMatch(/killed by SIGKILL 4 s after its start/);
  });

  it('is invalid when nobody recorded how k6 ended', async () => {
    const { verdict, reasons } = await verdictOf(kind, () => rmSync(join(folder, `end-${number}.json`)));
    expect(verdict).toBe('invalid');
    expect(reasons.join('\n')).toContain(`there is no end-${number}.json`);
  });

  it('is invalid when k6 ended with an unexpected code', async () => {
    const { verdict, reasons } = await verdictOf({ ...kind, ends: { [number]: { exitCode: 107 } } });
    expect(verdict).toBe('invalid');
    expect(reasons.join('\n')).toMatch(/ended with k6's exit code 107/);
    // The error itself says more than k6's exit code for it.
    const known = await verdictOf({ ...kind, ends: { [number]: { exitCode: 107, setupError: 'no token' } } });
    expect([known.verdict, known.reasons[0]]).toEqual([
      'invalid',
      'an error ended the run after its load had begun: no token',
    ]);
    expect(known.reasons.join('\n')).not.toMatch(/exit code 107/);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'is invalid when it was interrupted by %s, although no iteration is missing, and says when',
    async (by) => {
      const stopped = { by, atMs: START_MS + 2_960 };
      await writeSampledRun(folder, { ...kind, ends: { [number]: { exitCode: 105, stopped } } });
      const result = await makeRunResult([folder]);
      expect(result.verdict).toBe('invalid');
      expect(result.reasons.join('\n')).toMatch(new RegExp(`interrupted by .*${by}.* after 3 of 3 s`));
      expect(result.stopped).toEqual({ by, afterMs: 2_960 });
    },
  );

  it('is invalid when its samples contain rows twice', async () => {
    const { verdict, reasons } = await verdictOf(kind, () => {
      const rows = instanceRows(START_MS, number, number);
      writeSamples(samples(), [...rows, ...rows.slice(-60)]);
    });
    expect(verdict).toBe('invalid');
    expect(reasons.join('\n')).toMatch(/iterations, but the schedule has at most 31/);
  });

  it('is invalid when the file of another run is appended to its samples', async () => {
    const { verdict, reasons } = await verdictOf(kind, () =>
      appendFileSync(samples(), samplesFile(instanceRows(START_MS + 90_000_000, number, number))),
    );
    expect(verdict).toBe('invalid');
    expect(reasons.join('\n')).toMatch(
      new RegExp(`samples-${number}.csv.gz was read up to where another file`),
    );
  });

  it('is invalid with a sample that is 30 days off, which is reported and left out', async () => {
    const monthMs = 30 * 24 * 3600 * 1000;
    await writeSampledRun(folder, kind);
    const rows = instanceRows(START_MS, number, number);
    writeSamples(samples(), [...rows, row('retries', START_MS + monthMs, 7, '')]);
    const { verdict, reasons, aggregate } = await makeRunResult([folder]);
    expect(verdict).toBe('invalid');
    const named = `samples-${number}.csv.gz holds samples from another time, 1 of its rows, the first is row ${rows.length + 2} (retries,`;
    expect(reasons.join('\n')).toContain(named);
    expect(aggregate.retries).toBe(0);
    expect(aggregate.seconds?.length).toBeLessThan(10);
  });

  it('is invalid with a file of an additional instance, which is reported', async () => {
    const { verdict, reasons } = await verdictOf(kind, () =>
      writeSamples(join(folder, `samples-${number + 1}.csv.gz`), instanceRows(START_MS, 1, 3)),
    );
    expect(verdict).toBe('invalid');
    expect(reasons.join('\n')).toContain(`samples-${number + 1}.csv.gz is not of this run`);
  });
});

describe.each(TWO)('a run of %s', (_, kind) => {
  it('is invalid when the file of one is a copy of the other’s', async () => {
    const { verdict, reasons } = await verdictOf(kind, () =>
      copyFileSync(join(folder, 'samples-1.csv.gz'), join(folder, 'samples-2.csv.gz')),
    );
    expect(verdict).toBe('invalid');
    expect(reasons.join('\n')).toMatch(/samples-2\.csv\.gz is a copy of .*samples-1\.csv\.gz/);
  });

  it.each([
    [400, 'pass', /^$/],
    [600, 'pass', /^instance 2 began its load 0\.6 s after instance 1/],
    [1_900, 'pass', /^instance 2 began its load 1\.9 s after instance 1/],
    [2_100, 'invalid', /^instance 2 began its load 2\.1 s after instance 1, more than 2 s apart/],
    [3_600_000, 'invalid', /^instance 2 began its load 3600 s after instance 1, more than 2 s apart/],
  ])('whose loads started %i ms apart: %s', async (ms, expected, said) => {
    const { verdict, reasons, warnings } = await verdictOf({ ...kind, lateMs: { 2: ms } });
    expect({ verdict, reasons }).toEqual({
      verdict: expected,
      reasons: expected === 'pass' ? [] : [expect.stringMatching(said)],
    });
    if (expected === 'pass') expect(warnings.join('\n')).toMatch(said);
  });

  it('is invalid when its folders belong to different loads, and the reason has the difference', async () => {
    const [a, b] = [join(folder, 'a'), join(folder, 'b')];
    await writeSampledRun(a, { ...kind, numbers: [1] });
    await writeSampledRun(b, { ...kind, numbers: [2], users: 20 });
    const { verdict, reasons } = await makeRunResult([a, b]);
    expect(verdict).toBe('invalid');
    expect(reasons).toEqual([
      expect.stringContaining('are not of one load, they differ in users, setting USERS: run all'),
    ]);
  });

  it.each(['thresholds', 'journeys', 'target', 'profile'])('is invalid with other %s', async (what) => {
    const [a, b] = [join(folder, 'a'), join(folder, 'b')];
    await writeSampledRun(a, { ...kind, numbers: [1] });
    const list = ['thresholds', 'journeys'].includes(what);
    await writeSampledRun(b, { ...kind, numbers: [2], spec: { [what]: list ? [] : 'other' } });
    const { verdict, reasons } = await makeRunResult([a, b]);
    expect(verdict).toBe('invalid');
    expect(reasons).toContainEqual(
      expect.stringContaining(`not of one load, they differ in ${what}: run all`),
    );
  });
});

it('compares the samples of each of several instances with the k6 figures of that instance', async () => {
  const { verdict, reasons } = await verdictOf({ of: 2 }, () => {
    // The same number of rows as before, with other content.
    const rows = instanceRows(START_MS, 2, 2);
    writeSamples(
      join(folder, 'samples-2.csv.gz'),
      rows.map((text) => text.replace(/^(call_duration,\d+),\d/, '$1,9')),
    );
  });
  expect(verdict).toBe('invalid');
  expect(reasons.join('\n')).toMatch(/instance 2: k6 gives p95 of the times of GetThing/);
});

it('is invalid when k6 contradicts the verdict by its exit code', async () => {
  const { verdict, reasons } = await verdictOf({ ends: { 1: { exitCode: 99 } } });
  expect(verdict).toBe('invalid');
  expect(reasons.join('\n')).toContain('the samples say pass, but k6 ended with 99');
});

it.each([
  ['{}', /k6-2\.json is not what k6 wrote \(version:/],
  ['{"version":2,"verdict":"pass","spec":{"runId":"one"}}', /k6-2\.json is not what k6 wrote \(aggregate:/],
  ['{"version":1,', /k6-2\.json is not whole JSON/],
  ['null', /k6-2\.json is not what k6 wrote \(the file:/],
  ['another run’s', /k6-2\.json is of run two, not of one/],
])('is invalid when k6-2.json is %s, and says so', async (content, said) => {
  const { verdict, reasons } = await verdictOf({ of: 2 }, () => {
    const file = join(folder, 'k6-2.json');
    const text = content.startsWith('another')
      ? readFileSync(file, 'utf8').replace('"runId": "one"', '"runId": "two"')
      : content;
    writeFileSync(file, text);
  });
  expect(verdict).toBe('invalid');
  expect(reasons.join('\n')).toMatch(said);
});

describe('samples must come from the k6 whose end is recorded', () => {
  it.each(KINDS)(
    '%s: samples of another hour make the run invalid, and the reason names them',
    async (_, run) => {
      const other = mkdtempSync(join(tmpdir(), 'loadline-other-'));
      await writeSampledRun(other, run);
      const HOUR_MS = 3_600_000;
      const ends = { 1: { startedAtMs: START_MS + HOUR_MS, endedAtMs: START_MS + HOUR_MS + 5_000 } };
      const { verdict, reasons } = await verdictOf({ ...run, ends }, () => {
        const [theirs, ours] = [other, folder].map((one) => join(one, 'samples-1.csv.gz')) as [
          string,
          string,
        ];
        copyFileSync(theirs, ours);
      });
      rmSync(other, { recursive: true });
      expect(verdict).toBe('invalid');
      expect(reasons.join()).toContain(
        'holds samples that k6 of instance 1 took 3600.1 s before it began: use the file of that instance',
      );
    },
  );
});
