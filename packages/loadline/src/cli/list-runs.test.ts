import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Simulation, simulatedRun } from '../../../../tests/harness/simulated-run';
import type { Result } from '../core/verdict/result';
import { mulberry32 } from '../results/compare/bootstrap';
import { listCommand } from './list';
import { newestFirst } from './list-runs';

let folder: string;
let printed: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-list-'));
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('list --runs', () => {
  test('newest first, with figures; an incomplete run is shown as such', async () => {
    writeRun(join(folder, '20260102-000000-vacancies'), 'b', { seed: 1 });
    writeRun(join(folder, '20251231-235959-vacancies'), 'a', { seed: 2, verdict: 'fail' });
    mkdirSync(join(folder, '20260103-000000-vacancies'));
    await list('--runs', '--reports', folder);
    const lines = printed.join('\n').split('\n');
    expect(lines[0]).toMatch(
      /^run +verdict +suite\/profile +users +length +iterations +calls\/s +calls failed +iterations failed +slowest/,
    );
    expect(lines[1]).toMatch(/^20260103-000000-vacancies +none$/);
    expect(lines[2]).toMatch(/^20260102-000000-vacancies +pass +vacancies\/load +100 +1m +\d+ +166\.7 +0/);
    expect(lines[2]).toMatch(/\d ms GetVacancies$/);
    expect(lines[3]).toMatch(/^20251231-235959-vacancies +fail/);
    expect(lines.at(-1)).toMatch(/20260103-000000-vacancies.result\.json: is missing/);
  });

  test('a run that ended early has its actual length and rate, and who or what stopped it', async () => {
    const path = join(folder, 'cut');
    writeRun(path, 'cut', { seed: 1 });
    const file = join(path, 'result.json');
    const result = JSON.parse(readFileSync(file, 'utf8')) as Result;
    const count = result.aggregate.calls.reduce(
      (sum, stats) => sum + (stats.phase === 'load' ? stats.count : 0),
      0,
    );
    const aggregate = { ...result.aggregate, loadMs: 8_600 };
    for (const [by, who] of [
      ['SIGINT', 'interrupted by Ctrl-C or SIGINT'],
      ['threshold', 'stopped by a threshold with "abort"'],
    ] as const) {
      printed = [];
      writeFileSync(file, JSON.stringify({ ...result, aggregate, stopped: { by, afterMs: 8_600 } }));
      await list('--runs', '--reports', folder);
      const [, row = '', ...rest] = printed.join('\n').split('\n');
      expect(row).toMatch(/ 9s /);
      expect(row).toContain(` ${(count / 8.6).toFixed(1)} `);
      expect(rest.at(-1)).toBe(`cut was ${who} after 8.6 of 60 s of load`);
    }
  });

  test('iterations that fail in no call are shown beside calls that fail', async () => {
    writeRun(join(folder, 'jobs'), 'jobs', { seed: 1 });
    const file = join(folder, 'jobs', 'result.json');
    const result = JSON.parse(readFileSync(file, 'utf8')) as Result;
    const journeys = result.aggregate.journeys.map((journey) => ({ ...journey, done: 100, failed: 47 }));
    const calls = result.aggregate.calls.map((call) => ({ ...call, failed: 0 }));
    writeFileSync(file, JSON.stringify({ ...result, aggregate: { ...result.aggregate, journeys, calls } }));
    await list('--runs', '--reports', folder);
    expect(printed.join('\n')).toMatch(/^jobs .* 0% +47% /m);
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

  test('links that lead out of the folder are not followed: that of a run gets a message, that of a file is a problem of its run', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    const [reports, elsewhere] = [join(folder, 'reports'), join(folder, 'elsewhere')];
    mkdirSync(reports);
    writeRun(elsewhere, 'secret', { seed: 1 });
    writeRun(join(reports, 'good'), 'good', { seed: 2 });
    symlinkSync(elsewhere, join(reports, 'out'));
    symlinkSync(join(reports, 'good'), join(reports, 'latest'));
    mkdirSync(join(reports, 'bad'));
    symlinkSync(join(elsewhere, 'result.json'), join(reports, 'bad', 'result.json'));
    await list('--runs', '--json', '--reports', reports);
    const runs = JSON.parse(printed.join('\n')) as { run: string; verdict: string; problem?: string }[];
    expect(runs.map(({ run, verdict }) => `${run} ${verdict}`).sort()).toEqual(['bad none', 'good pass']);
    expect(runs.find(({ run }) => run === 'bad')?.problem).toContain(
      `is a link that leads out of ${reports}, and such links are not followed`,
    );
    expect(told.mock.calls).toEqual([
      [expect.stringMatching(/out is a link that leads out of .*reports, and such links are not followed: /)],
    ]);
  });

  test('reports may be a link itself', async () => {
    writeRun(join(folder, 'good'), 'good', { seed: 1 });
    mkdirSync(join(folder, 'disk'));
    renameSync(join(folder, 'good'), join(folder, 'disk', 'good'));
    symlinkSync(join(folder, 'disk'), join(folder, 'reports'));
    await list('--runs', '--json', '--reports', join(folder, 'reports'));
    expect(JSON.parse(printed.join('\n'))).toMatchObject([{ run: 'good', verdict: 'pass' }]);
  });

  test('no runs', async () => {
    await list('--runs', '--reports', join(folder, 'none'));
    expect(printed.join('\n')).toBe(`there are no runs in ${join(folder, 'none')}`);
  });
});

type Written = Omit<Simulation, 'random' | 'spread'> & { readonly seed: number };

function writeRun(path: string, runId: string, { seed, ...rest }: Written): void {
  const result = simulatedRun(runId, { ...rest, random: mulberry32(seed), spread: 0.04 });
  mkdirSync(path);
  writeFileSync(join(path, 'result.json'), JSON.stringify(result));
}

async function list(...args: string[]): Promise<void> {
  await listCommand().parseAsync(args, { from: 'user' });
}

test('the runs of a search are in the order in which they were made', () => {
  const startedMs = Date.UTC(2026, 0, 1);
  const runs = [1, 2, 9, 10].map((number) => ({ run: `20260101-000000-abcd-${number}`, startedMs }));
  expect(runs.toSorted(newestFirst)).toEqual(runs.toReversed());
  const later = { run: '20251231-000000-zzzz', startedMs: startedMs + 1 };
  expect([...runs, later].toSorted(newestFirst)[0]).toBe(later);
});
