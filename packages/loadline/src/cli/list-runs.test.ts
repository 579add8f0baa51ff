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
        startedMs: expect.any(Number),
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

  test('the newest is the one whose load began last: a queued run begins later than its id says', async () => {
    for (const [run, startedAtMs] of [
      ['20260101-000000-queued', Date.UTC(2026, 0, 3)],
      ['20260102-000000-at-once', Date.UTC(2026, 0, 2)],
    ] as const) {
      writeRun(join(folder, run), run, { seed: 1 });
      changeResult(run, { startedAtMs });
    }
    mkdirSync(join(folder, '20260102-120000-without-result'));
    await list('--runs', '--json', '--reports', folder);
    expect(JSON.parse(printed.join('\n'))).toMatchObject([
      { run: '20260101-000000-queued', startedMs: Date.UTC(2026, 0, 3) },
      { run: '20260102-120000-without-result', startedMs: Date.UTC(2026, 0, 2, 12) },
      { run: '20260102-000000-at-once', startedMs: Date.UTC(2026, 0, 2) },
    ]);
  });

  test('a run with a fault names it', async () => {
    writeRun(join(folder, 'p-2'), 'p-2', { seed: 1, verdict: 'fail' });
    const { spec } = JSON.parse(readFileSync(join(folder, 'p-2', 'result.json'), 'utf8')) as Result;
    changeResult('p-2', { spec: { ...spec, fault: 'no replies' } });
    await list('--runs', '--reports', folder);
    expect(printed.join('\n').split('\n').at(-1)).toBe('p-2: fault of prove: no replies');
  });

  test('the folder of a proof or a search is listed as what it is, with what was found', async () => {
    const proof = { ...PROOF, thresholds: [{ id: 'a', level: 'fail', bound: '<= 1', outcome: 'asleep' }] };
    writeJson('p', 'prove.json', proof);
    writeJson('q', 'prove.json', { ...PROOF, verdict: 'invalid', reasons: ['the system fails'] });
    writeJson('c', 'capacity.json', SEARCH);
    writeJson('damaged', 'capacity.json', {});
    await list('--runs', '--reports', folder);
    const text = printed.join('\n');
    expect(text).not.toContain('cut off');
    for (const line of [
      /^p +proof$/m,
      /^p: proof: not proved, 0 of 1 thresholds proved$/m,
      /^q: proof: invalid, 0 of 0 thresholds proved: the system fails$/m,
      /^c +search$/m,
      /^c: search for the capacity: 2 users held, 3 broke; confidence 90%$/m,
      /^damaged: search for the capacity: its capacity.json cannot be read$/m,
    ])
      expect(text).toMatch(line);
  });

  test('a run whose process is gone is lost, and one in progress is no problem', async () => {
    const state = { version: 1, pid: process.pid, progress: {} };
    writeJson('gone', 'live.json', { ...state, atMs: 0 });
    writeJson('now', 'live.json', { ...state, atMs: Date.now() });
    await list('--runs', '--reports', folder);
    const text = printed.join('\n');
    expect(text).toMatch(/^gone +lost$/m);
    expect(text).toMatch(/^gone: lost: the process that watched over it is gone$/m);
    expect(text).toMatch(/^now +in progress$/m);
    expect(text).not.toContain('cut off');
  });

  test('no runs', async () => {
    await list('--runs', '--reports', join(folder, 'none'));
    expect(printed.join('\n')).toBe(`there are no runs in ${join(folder, 'none')}`);
  });
});

const COMMON = { version: 1, loadline: '1', id: 'x', test: 't', suite: 's', target: 'here:1' };
const PROOF = {
  ...COMMON,
  load: { users: 1, durationMs: 1 },
  verdict: 'not proved',
  reasons: [],
  thresholds: [],
  runs: [],
};
const SEARCH = {
  ...COMMON,
  ...{ from: 1, to: 4, budgetMs: 1, isFound: true, notes: [], levels: [] },
  text: '2 users held, 3 broke; confidence 90%',
};

function writeJson(run: string, name: string, content: object): void {
  mkdirSync(join(folder, run), { recursive: true });
  writeFileSync(join(folder, run, name), JSON.stringify(content));
}

function changeResult(run: string, fields: object): void {
  const result = JSON.parse(readFileSync(join(folder, run, 'result.json'), 'utf8')) as Result;
  writeJson(run, 'result.json', { ...result, ...fields });
}

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
