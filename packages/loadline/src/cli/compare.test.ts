import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { exampleJourney } from '../../../../tests/harness/example-spec';
import { type Simulation, simulatedRun } from '../../../../tests/harness/simulated-run';
import { ConfigurationError } from '../core/text/problem';
import { mulberry32 } from '../results/compare/bootstrap';
import { changeMarks } from '../results/run-marks';
import { compareCommand } from './compare';
import { exitOnWrongUsage } from './option-errors';

let folder: string;
let printed: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-compare-'));
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

const BOUND = [
  { id: 'calls.GetVacancies.p95', level: 'fail', bound: '≤ 500ms', why: 'w', outcome: 'held' },
] as const;

describe('exit code', () => {
  test('99 with --gate when a time with a `fail` threshold is worse, 0 when it is only listed; a folder means its runs', async () => {
    const base = writeRuns('base', 10, { seed: 1, failing: 0, thresholds: BOUND });
    const worse = writeRuns('worse', 10, { seed: 2, failing: 0, slower: { GetVacancies: 1.3 } });
    expect(await compare(base, '--', worse)).toBe(0);
    expect(printed.join('\n')).toMatch(/call GetVacancies\n {2}p95 \* .* worse$/m);
    expect(printed.join('\n')).toContain('suite vacancies, profile load, 100 users: 10 baseline and 10');
    expect(await compare('--gate', base, '--', worse)).toBe(99);
    expect(printed.join('\n')).toMatch(/^gate: worse, 99\n {2}calls.GetVacancies.p95 is worse$/m);
    expect(await compare('--gate', worse, '--', base)).toBe(0);
    expect(await compare('--gate', '--margin', '60%', base, '--', worse)).toBe(0);
    const unbounded = writeRuns('unbounded', 10, { seed: 1, failing: 0 });
    expect(await compare('--gate', unbounded, '--', worse)).toBe(0);
    expect(printed.join('\n')).toMatch(/ {2}p95 .* worse$/m);
  });

  test('99 with --gate when failures rise from 0 to 0.9 %', async () => {
    const base = writeRuns('base', 10, { seed: 1, failing: 0 });
    const worse = writeRuns('worse', 10, { seed: 2, failing: 0.009 });
    expect(await compare('--gate', base, '--', worse)).toBe(99);
    expect(printed.join('\n')).toContain('calls.GetVacancy.failed is worse');
  });

  test('3 with --gate when the result is inconclusive, 0 with --allow-inconclusive', async () => {
    const base = writeRuns('base', 2, { seed: 1 });
    const worse = writeRuns('worse', 2, { seed: 2, slower: { GetVacancies: 3 } });
    expect(await compare('--gate', base, '--', worse)).toBe(3);
    expect(printed.join('\n')).toMatch(/inconclusive: with 2 and 2 runs/);
    expect(printed.join('\n')).toMatch(
      /^gate: undecided, 3: .*; with --allow-inconclusive this ends with 0$/m,
    );
    expect(await compare('--gate', '--allow-inconclusive', base, '--', worse)).toBe(0);
  });

  test('3 with --gate when the interval of a deciding row reaches past its margin on the bad side', async () => {
    const base = writeRuns('base', 10, { seed: 1, failing: 0, spread: 0.2, thresholds: BOUND });
    const same = writeRuns('same', 10, { seed: 3, failing: 0, spread: 0.2 });
    expect(await compare('--gate', base, '--', same)).toBe(3);
    expect(printed.join('\n')).toContain('calls.GetVacancies.p95 is inconclusive');
  });

  test('3 with --gate when a time with a `fail` threshold has no row', async () => {
    const thresholds = [{ ...BOUND[0], id: 'calls.GetVacancies.p99.9' }];
    const base = writeRuns('base', 10, { seed: 1, failing: 0, thresholds });
    const other = writeRuns('other', 10, { seed: 2, failing: 0 });
    expect(await compare('--gate', base, '--', other)).toBe(3);
    expect(printed.join('\n')).toContain('calls.GetVacancies.p99.9 has no p99.9 in 20 of 20 runs');
  });

  test('99 with --gate when a call vanished or a candidate failed, however few runs there are', async () => {
    const base = writeRuns('base', 1, { seed: 1 });
    const failed = writeRuns('failed', 1, { seed: 1, verdict: 'fail' });
    expect(await compare('--gate', '--allow-inconclusive', base, '--', failed)).toBe(99);
    expect(printed.join('\n')).toContain('failed-0 failed: calls.GetVacancy.failed is 3%');
    const run = simulatedRun('gone', { random: mulberry32(2), spread: 0.04 });
    const calls = run.aggregate.calls.filter(({ call }) => call !== 'GetVacancies');
    const gone = writeFile('gone', JSON.stringify({ ...run, aggregate: { ...run.aggregate, calls } }));
    expect(await compare('--gate', base, '--', gone)).toBe(99);
    expect(printed.join('\n')).toContain('call GetVacancies is in every baseline run and in no candidate');
  });

  test('--json has the outcome of the gate', async () => {
    const base = writeRuns('base', 2, { seed: 1 });
    await compare('--json', '--gate', base, '--', writeRuns('other', 2, { seed: 2 }));
    expect(JSON.parse(printed.join('\n')).gate).toMatchObject({
      outcome: 'undecided',
      reasons: expect.any(Array),
    });
  });

  test.each([
    ['no --', ['a', 'b']],
    ['nothing before --', ['--', 'a']],
    ['nothing after --', ['a', '--']],
    ['a margin without %', ['--margin', '5', 'a', '--', 'b']],
    ['--allow-inconclusive alone', ['--allow-inconclusive', 'a', '--', 'b']],
    ['an unknown option', ['--marge', '5%', 'a', '--', 'b']],
  ])('2: %s', async (_name, args) => {
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`ended with ${code}`);
    });
    await expect(compare(...args)).rejects.toThrow('ended with 2');
  });
});

test('--json: runs, warnings and every row, with numbers', async () => {
  const base = writeRuns('base', 10, { seed: 1 });
  const candidate = writeRuns('candidate', 10, { seed: 2, slower: { GetVacancies: 1.3 } });
  await compare('--json', base, '--', candidate);
  const json = JSON.parse(printed.join('\n'));
  expect(json.base).toHaveLength(10);
  expect(json.rows.find(({ id }: { id: string }) => id === 'calls.GetVacancies.p95')).toMatchObject({
    unit: 'ms',
    base: expect.closeTo(40, -1),
    difference: expect.closeTo(0.3, 0),
    interval: { low: expect.any(Number), high: expect.any(Number) },
    correctedP: expect.any(Number),
    verdict: 'worse',
  });
});

describe('refused, with all reasons together', () => {
  test('other plans and targets, invalid runs; each has an option that makes it a warning', async () => {
    const base = writeRuns('base', 2, { seed: 1 });
    const spec = { profile: 'stress', users: 200, target: '10.0.0.1:443' };
    const other = writeRuns('other', 2, { seed: 2, spec, verdict: 'invalid' });
    const message = await refusal(base, '--', other);
    expect(message).toContain('profile: load in base-0, base-1; stress in other-0, other-1 (--ignore-plan ');
    expect(message).toContain('users: 100 in base-0, base-1; 200 in other-0, other-1 (--ignore-plan ');
    expect(message).toMatch(
      /target: 127.0.0.1:50051 in base-0, base-1; 10.0.0.1:443 in .* \(--ignore-target /,
    );
    expect(message).toMatch(/other-0: its verdict is invalid.*\(--ignore-invalid /);
    expect(message).toContain('other-1: its verdict is invalid');
    expect(await refusal('--ignore-plan', '--ignore-target', base, '--', other)).not.toMatch(/users|target/);
    const options = ['--ignore-plan', '--ignore-target', '--ignore-invalid'];
    expect(await compare(...options, base, '--', other)).toBe(0);
    expect(printed.join('\n')).toContain('warning: users: 100 in base-0');
  });

  test('two ports of one machine, with --ignore-target and nothing else', async () => {
    const base = writeRuns('base', 2, { seed: 1 });
    const other = writeRuns('other', 2, { seed: 2, spec: { target: '127.0.0.1:50052' } });
    expect(await refusal(base, '--', other)).toContain('--ignore-target');
    expect(await compare('--ignore-target', base, '--', other)).toBe(0);
  });

  test('--force no longer exists, and the error names its replacements', async () => {
    const said: string[] = [];
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`ended with ${code}`);
    });
    await expect(compareTo((text) => said.push(text), '--force', 'a', '--', 'b')).rejects.toThrow('with 2');
    expect(said.join('')).toContain(
      '--ignore-target, --ignore-plan, --ignore-suite, --ignore-invalid, --ignore-duplicates',
    );
  });

  test('another schedule or a missing journey', async () => {
    const base = writeRuns('base', 1, { seed: 1 });
    const schedule = {
      kind: 'constant',
      rate: 50,
      timeUnitMs: 3_000,
      durationMs: 60_000,
      startMs: 0,
    } as const;
    const journeys = [exampleJourney('crud', 1_000, { schedule })];
    const message = await refusal(base, '--', writeRuns('other', 1, { seed: 2, spec: { journeys } }));
    expect(message).toContain(
      'schedule of crud: 100 per 3000 ms for 60000 ms in base-0; 50 per 3000 ms for 60000 ms in other-0',
    );
    expect(message).toMatch(/schedule of listing: .* in base-0; none in other-0/);
  });

  test('a run with the fault of a proof, and the folder of the proof is left out', async () => {
    const base = writeRuns('base', 1, { seed: 1 });
    const other = writeRuns('other', 1, { seed: 2, spec: { fault: 'no replies' } });
    expect(await refusal(base, '--', other)).toContain(
      'fault: none in base-0; no replies in other-0 (--ignore-plan ',
    );
    const proof = join(other, 'proof');
    mkdirSync(proof);
    writeFileSync(join(proof, 'prove.json'), '{}');
    expect(await compare('--ignore-plan', base, '--', other)).toBe(0);
    expect(printed.join('\n')).toContain(`warning: ${proof}: left out, as it holds no run`);
  });

  test('figures with gaps are reported, not refused', async () => {
    const run = simulatedRun('other', { random: mulberry32(2), spread: 0.04 });
    const other = writeFile('other', JSON.stringify({ ...run, incomplete: ['the last 3 seconds'] }));
    expect(await compare(writeRuns('base', 1, { seed: 1 }), '--', other)).toBe(0);
    expect(printed.join('\n')).toContain('warning: other is incomplete: the last 3 seconds');
  });

  test('nothing in common, whatever is ignored', async () => {
    const base = writeRuns('base', 1, { seed: 1 });
    const text = JSON.stringify(simulatedRun('other', { random: mulberry32(2), spread: 0.04 }));
    const other = writeFile('other', text.replaceAll(/"(call|journey)":"/g, '$&Other'));
    expect(await refusal('--ignore-suite', base, '--', other)).toContain(
      'no call and no journey is measured in all',
    );
  });

  test('a run given twice', async () => {
    const base = writeRuns('base', 2, { seed: 1 });
    expect(await refusal(base, '--', join(base, 'base-0'))).toContain('base-0: is given more than once');
    expect(await compare('--ignore-duplicates', base, '--', join(base, 'base-0'))).toBe(0);
  });

  test('other settings are reported, not refused', async () => {
    const settings = [{ name: 'LISTING_PAGES', value: '3', source: 'variable' }];
    const other = writeRuns('other', 1, { seed: 2, spec: { settings } });
    expect(await compare(writeRuns('base', 1, { seed: 1 }), '--', other)).toBe(0);
    expect(printed.join('\n')).toContain('warning: setting LISTING_PAGES: 10 in base-0; 3 in other-0');
  });

  test.each([
    ['{', 'is no JSON'],
    ['null', 'has the version undefined, this loadline reads 1 and 2'],
    ['{"version": 3}', 'has the version 3, this loadline reads 1 and 2'],
    ['{"version": 2, "spec": {}}', 'result.json: spec.suite'],
  ])('a broken result.json: %s', async (text, reason) => {
    const base = writeRuns('base', 1, { seed: 1 });
    const broken = writeFile('broken', text);
    const message = await refusal(base, '--', broken);
    expect(message).toContain(join(broken, 'result.json'));
    expect(message).toContain(reason);
    expect(message).toContain('name a');
  });

  test('missing: a folder, a result, a result among others; a file; an option after --', async () => {
    const base = writeRuns('base', 2, { seed: 1 });
    mkdirSync(join(base, 'cut-off'));
    mkdirSync(join(folder, 'empty'));
    const paths = ['nowhere', 'empty', 'base/base-0/result.json'].map((path) => join(folder, path));
    const message = await refusal(base, '--', ...paths, '--gate');
    expect(message).toContain(`${join(base, 'cut-off', 'result.json')}: is missing`);
    expect(message).toContain('nowhere: there is no such folder');
    expect(message).toContain('empty: holds no result.json');
    expect(message).toContain('result.json: is no folder');
    expect(message).toContain('--gate: write options before --');
  });
});

test('a baseline that the console has stored stands for its runs', async () => {
  const base = writeRuns('reports', 10, { seed: 1, failing: 0, thresholds: BOUND });
  const worse = writeRuns('worse', 10, { seed: 2, failing: 0, slower: { GetVacancies: 1.3 } });
  const runs = Array.from({ length: 10 }, (_, index) => `reports-${index}`);
  changeMarks(base, () => ({ notes: {}, baselines: { 'release-1': runs, few: runs.slice(0, 2) } }));
  expect(await compare('--gate', '--reports', base, '--baseline', 'release-1', '--', worse)).toBe(99);
  expect(printed.join('\n')).toContain('10 baseline and 10');
  // Together with folders, and several.
  printed = [];
  await compare('--reports', base, '--baseline', 'few', join(base, 'reports-5'), '--', worse);
  expect(printed.join('\n')).toContain('3 baseline and 10');
  printed = [];
  await compare('--reports', base, '--baseline', 'few', '--baseline', 'release-1', '--', worse);
  expect(printed.join('\n')).toContain('10 baseline and 10');
  expect(await refusal('--reports', base, '--baseline', 'release-2', '--', worse)).toMatch(
    /--baseline: is "release-2", which is no baseline in .*: write one of release-1, few/,
  );
  expect(await refusal('--reports', worse, '--baseline', 'constructor', '--', base)).toContain(
    'store one in `loadline console`',
  );
});

type Written = Omit<Simulation, 'random' | 'spread'> & { readonly seed: number; readonly spread?: number };

function writeRuns(name: string, count: number, { seed, ...rest }: Written): string {
  const simulation = { spread: 0.04, ...rest, random: mulberry32(seed) };
  for (let index = 0; index < count; index++) {
    const runId = `${name}-${index}`;
    writeFile(join(name, runId), JSON.stringify(simulatedRun(runId, simulation)));
  }
  return join(folder, name);
}

/** Writes a `result.json` into a folder of its own. @returns the folder */
function writeFile(name: string, text: string): string {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'result.json'), text);
  return join(folder, name);
}

/** @returns the exit code that the command sets or exits with */
function compare(...args: string[]): Promise<unknown> {
  return compareTo(() => undefined, ...args);
}

/** @param writeErr receives the error text about the options */
async function compareTo(writeErr: (text: string) => void, ...args: string[]): Promise<unknown> {
  printed = [];
  const command = exitOnWrongUsage(compareCommand(args)).configureOutput({ writeErr });
  await command.parseAsync(args, { from: 'user' });
  return process.exitCode;
}

async function refusal(...args: string[]): Promise<string> {
  const error = await compare(...args).catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(ConfigurationError);
  return (error as Error).message;
}
