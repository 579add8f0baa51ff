import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConfigurationError } from '../../load/problem';
import { mulberry32 } from '../compare/bootstrap';
import { type Simulation, simulatedRun } from '../compare/simulated-run';
import { compareCommand, parseMargin } from './compare';
import { listCommand } from './list';
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

describe('exit code', () => {
  test('0 without --gate and 99 with it when something is worse; a folder stands for the runs in it', async () => {
    const base = writeRuns('base', 10, { seed: 1 });
    const worse = writeRuns('worse', 10, { seed: 2, slower: { GetVacancies: 1.3 } });
    expect(await compare(base, '--', worse)).toBe(0);
    expect(printed.join('\n')).toMatch(/call GetVacancies\n {2}p95 .* worse$/m);
    expect(printed.join('\n')).toContain('suite vacancies, profile load, 100 users: 10 baseline and 10');
    expect(await compare('--gate', base, '--', worse)).toBe(99);
    expect(await compare('--gate', worse, '--', base)).toBe(0);
    expect(await compare('--gate', '--margin', '60%', base, '--', worse)).toBe(0);
  });

  test('0 with --gate when nothing can be told', async () => {
    const base = writeRuns('base', 2, { seed: 1 });
    const worse = writeRuns('worse', 2, { seed: 2, slower: { GetVacancies: 3 } });
    expect(await compare('--gate', base, '--', worse)).toBe(0);
    expect(printed.join('\n')).toMatch(/inconclusive: with 2 and 2 runs/);
  });

  test.each([
    ['no --', ['a', 'b']],
    ['nothing before --', ['--', 'a']],
    ['nothing after --', ['a', '--']],
    ['a margin without %', ['--margin', '5', 'a', '--', 'b']],
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

describe('refused, all reasons at once', () => {
  test('other plans and targets, invalid runs; --force compares them and repeats the reasons', async () => {
    const base = writeRuns('base', 2, { seed: 1 });
    const plan = { profile: 'stress', users: 200, target: '10.0.0.1:443' };
    const other = writeRuns('other', 2, { seed: 2, plan, verdict: 'invalid' });
    const message = await refusal(base, '--', other);
    expect(message).toContain('profile: load in base-0, base-1; stress in other-0, other-1');
    expect(message).toContain('users: 100 in base-0, base-1; 200 in other-0, other-1');
    expect(message).toContain('target: 127.0.0.1:50051 in base-0, base-1; 10.0.0.1:443 in');
    expect(message).toContain('other-0: its verdict is invalid');
    expect(message).toContain('other-1: its verdict is invalid');
    expect(await compare('--force', base, '--', other)).toBe(0);
    expect(printed.join('\n')).toContain('warning: users: 100 in base-0');
  });

  test('another schedule or a journey that is not there', async () => {
    const base = writeRuns('base', 1, { seed: 1 });
    const schedules = {
      crud: { kind: 'constant', rate: 50, timeUnitMs: 3_000, durationMs: 60_000, startMs: 0 },
    } as const;
    const message = await refusal(base, '--', writeRuns('other', 1, { seed: 2, plan: { schedules } }));
    expect(message).toContain(
      'schedule of crud: 100 per 3000 ms for 60000 ms in base-0; 50 per 3000 ms for 60000 ms in other-0',
    );
    expect(message).toMatch(/schedule of listing: .* in base-0; none in other-0/);
  });

  test('figures with gaps are told, not refused', async () => {
    const run = simulatedRun('other', { random: mulberry32(2), spread: 0.04 });
    const other = writeFile('other', JSON.stringify({ ...run, incomplete: ['the last 3 seconds'] }));
    expect(await compare(writeRuns('base', 1, { seed: 1 }), '--', other)).toBe(0);
    expect(printed.join('\n')).toContain('warning: other is incomplete: the last 3 seconds');
  });

  test('nothing in common, even with --force', async () => {
    const base = writeRuns('base', 1, { seed: 1 });
    const text = JSON.stringify(simulatedRun('other', { random: mulberry32(2), spread: 0.04 }));
    const other = writeFile('other', text.replaceAll(/"(call|journey)":"/g, '$&Other'));
    expect(await refusal('--force', base, '--', other)).toContain(
      'no call and no journey is measured in all',
    );
  });

  test('a run given twice', async () => {
    const base = writeRuns('base', 2, { seed: 1 });
    expect(await refusal(base, '--', join(base, 'base-0'))).toContain('base-0: is given more than once');
  });

  test('other settings are told, not refused', async () => {
    const settings = [{ name: 'LISTING_PAGES', value: '3', source: 'variable' }];
    const other = writeRuns('other', 1, { seed: 2, plan: { settings } });
    expect(await compare(writeRuns('base', 1, { seed: 1 }), '--', other)).toBe(0);
    expect(printed.join('\n')).toContain('warning: setting LISTING_PAGES: 10 in base-0; 3 in other-0');
  });

  test.each([
    ['{', 'is no JSON'],
    ['null', 'has the version undefined, this loadline reads 1'],
    ['{"version": 2}', 'has the version 2, this loadline reads 1'],
    ['{"version": 1, "plan": {}}', 'result.json: plan.suite'],
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

test('a margin is a percentage', () => {
  expect(parseMargin('2.5%')).toBe(0.025);
  for (const text of ['5', '-5%', '5 %', '', '%']) expect(() => parseMargin(text)).toThrow('write a number');
});

describe('list --runs', () => {
  test('newest first, with figures; a run that was cut off is shown as such', async () => {
    writeRun(join(folder, '20260102-000000-vacancies'), 'b', { seed: 1 });
    writeRun(join(folder, '20251231-235959-vacancies'), 'a', { seed: 2, verdict: 'fail' });
    mkdirSync(join(folder, '20260103-000000-vacancies'));
    await list('--runs', '--reports', folder);
    const lines = printed.join('\n').split('\n');
    expect(lines[0]).toMatch(
      /^run +verdict +suite\/profile +users +length +passes +calls\/s +failed +slowest/,
    );
    expect(lines[1]).toMatch(/^20260103-000000-vacancies +none$/);
    expect(lines[2]).toMatch(/^20260102-000000-vacancies +pass +vacancies\/load +100 +1m +\d+ +166\.7 +0/);
    expect(lines[2]).toMatch(/\d ms GetVacancies$/);
    expect(lines[3]).toMatch(/^20251231-235959-vacancies +fail/);
    expect(lines.at(-1)).toMatch(/20260103-000000-vacancies.result\.json: is missing/);
  });

  test('--json', async () => {
    writeRun(join(folder, 'mine'), 'mine', { seed: 1 });
    await list('--runs', '--json', '--reports', folder);
    expect(JSON.parse(printed.join('\n'))).toEqual([
      {
        run: 'mine',
        verdict: 'pass',
        figures: expect.objectContaining({
          users: 100,
          slowest: expect.objectContaining({ call: 'GetVacancies' }),
        }),
      },
    ]);
  });

  test('no runs', async () => {
    await list('--runs', '--reports', join(folder, 'none'));
    expect(printed.join('\n')).toBe(`there are no runs in ${join(folder, 'none')}`);
  });
});

type Written = Omit<Simulation, 'random' | 'spread'> & { readonly seed: number };

function writeRuns(name: string, count: number, { seed, ...rest }: Written): string {
  const simulation = { ...rest, random: mulberry32(seed), spread: 0.04 };
  for (let index = 0; index < count; index++) {
    const runId = `${name}-${index}`;
    writeFile(join(name, runId), JSON.stringify(simulatedRun(runId, simulation)));
  }
  return join(folder, name);
}

function writeRun(path: string, runId: string, { seed, ...rest }: Written): void {
  const result = simulatedRun(runId, { ...rest, random: mulberry32(seed), spread: 0.04 });
  mkdirSync(path);
  writeFileSync(join(path, 'result.json'), JSON.stringify(result));
}

/** Writes a `result.json` into a folder of its own. @returns the folder */
function writeFile(name: string, text: string): string {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'result.json'), text);
  return join(folder, name);
}

/** @returns the exit code that the command sets, or ends the process with */
async function compare(...args: string[]): Promise<unknown> {
  printed = [];
  const command = exitOnWrongUsage(compareCommand(args)).configureOutput({ writeErr: () => undefined });
  await command.parseAsync(args, { from: 'user' });
  return process.exitCode;
}

async function refusal(...args: string[]): Promise<string> {
  const error = await compare(...args).catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(ConfigurationError);
  return (error as Error).message;
}

async function list(...args: string[]): Promise<void> {
  await listCommand().parseAsync(args, { from: 'user' });
}
