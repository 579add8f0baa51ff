import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { project } from '../../../../tests/harness/project';
import { type Simulation, simulatedRun } from '../../../../tests/harness/simulated-run';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import type { Result } from '../core/verdict/result';
import { mulberry32 } from '../results/compare/bootstrap';
import { useProject } from '../run/home';
import { thresholdsCommand } from './thresholds';

const FILE = 'thresholds/vacancies.json';

beforeAll(() => useProject({ folder: project(), build: 'make build' }));
afterAll(() => useProject(undefined));

/** Folder of simulated runs of the vacancies suite. @param change of the last run */
async function runs(count: number, change: Partial<Simulation> = {}): Promise<string> {
  const folder = await tempFolder();
  const random = mulberry32(1);
  for (let index = 0; index < count; index += 1) {
    const run = join(folder, `run-${index}`);
    await mkdir(run);
    const last = index === count - 1 ? change : {};
    const result = simulatedRun(`run-${index}`, { random, spread: 0.04, ...last });
    await writeFile(join(run, 'result.json'), JSON.stringify(result));
  }
  return folder;
}

/** What the last call of the command wrote to stderr. */
let told: string;

/** Runs the command. @returns what it printed */
async function suggest(...args: string[]): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    await thresholdsCommand().parseAsync(['suggest', ...args], { from: 'user' });
    return log.mock.calls.join('\n');
  } finally {
    told = error.mock.calls.join('\n');
    log.mockRestore();
    error.mockRestore();
  }
}

test('the printed diff is one that git applies, and the file itself stays as it is', async () => {
  const before = await readFile(project(FILE), 'utf8');
  const printed = await suggest('vacancies-load', await runs(8));
  expect(await readFile(project(FILE), 'utf8')).toBe(before);
  const copy = await tempFolder();
  await mkdir(join(copy, 'thresholds'));
  await writeFile(join(copy, FILE), before);
  // `git apply` skips the table above the diff.
  execFileSync('git', ['apply'], { cwd: copy, input: `${printed}\n` });
  const after = JSON.parse(await readFile(join(copy, FILE), 'utf8'));
  expect(after.calls.GetVacancy.p95).toMatch(/^\dms$/);
  expect(after.calls.GetVacancy.why).toBe(JSON.parse(before).calls.GetVacancy.why);
});

/** Runs the command in a copy of the project with these files in place of its thresholds. */
async function withFiles(files: Record<string, string>, act: (folder: string) => Promise<void>) {
  const folder = await tempFolder();
  await cp(project('plans'), join(folder, 'plans'), { recursive: true });
  const builtIn = { vacancies: FILE in files ? { [FILE]: 'a hash' } : {} };
  const all = { 'dist/built-in.json': JSON.stringify(builtIn), ...files };
  for (const [file, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  useProject({ folder, build: 'make build' });
  try {
    await act(folder);
  } finally {
    useProject({ folder: project(), build: 'make build' });
  }
}

test('--write without a suggestion leaves the file as it is', async () => {
  const calls = ['CreateVacancy', 'UpdateVacancy', 'GetVacancy', 'DeleteVacancy', 'GetVacancies'];
  const entry = { minSamples: 1_000_000, p95: '1ms', why: 'x' };
  const text = JSON.stringify({
    calls: Object.fromEntries(calls.map((call) => [call, entry])),
    journeys: Object.fromEntries(
      ['crud', 'listing'].map((journey) => [
        journey,
        { minSamples: 1_000_000, response: { p95: '1ms' }, failed: '1%', why: 'x' },
      ]),
    ),
  });
  const past = new Date(0);
  await withFiles({ [FILE]: text }, async (folder) => {
    await utimes(join(folder, FILE), past, past);
    const printed = await suggest('vacancies-load', await runs(8), '--write');
    expect(printed).toContain('these runs suggest no change');
    expect(told).toBe(`${FILE}: there is nothing to write, it stays as it is`);
    expect((await stat(join(folder, FILE))).mtime).toEqual(past);
  });
});

test('the error for a suite without a thresholds file says what to do, and to restore one that is lost', async () => {
  await withFiles({}, async () => {
    await expect(suggest('vacancies-load', await runs(8))).rejects.toThrow(
      /^nothing was suggested:\n {2}thresholds\/vacancies\.json: there is no such file, .* move them into this file, import it there, and build again \[threshold-file\]$/,
    );
  });
  await withFiles({ 'dist/built-in.json': JSON.stringify({ vacancies: { [FILE]: 'a hash' } }) }, async () => {
    await expect(suggest('vacancies-load', await runs(8))).rejects.toThrow(
      /^nothing was suggested:\n {2}thresholds\/vacancies\.json: is missing, .*: restore it/,
    );
  });
});

test('a file that cannot be used is named, with what did not happen', async () => {
  await withFiles({ [FILE]: '{ "calls": { "GetVacancy": { "p95": "x", "why": "x" } } }' }, async () => {
    await expect(suggest('vacancies-load', await runs(8))).rejects.toThrow(
      /^nothing was suggested:\n {2}thresholds\/vacancies\.json: calls\.GetVacancy\.p95: /,
    );
  });
});

test('seven runs are too few, and so are runs of another suite', async () => {
  await expect(suggest('vacancies-load', await runs(7))).rejects.toThrow(
    /7 runs: too few to tell how much runs vary: name at least 8, .*--repeat 8.*\[runs-count\]/,
  );
  await expect(suggest('requests', await runs(8))).rejects.toThrow(
    /is of the suite vacancies, not of requests: name runs of one test \[runs-unlike\]/,
  );
});

test('runs of another test of the same suite are refused', async () => {
  const other = await runs(8, { spec: { test: 'vacancies-spike' } });
  await expect(suggest('vacancies-load', other)).rejects.toThrow(
    /run-7: is of the test vacancies-spike, not of vacancies-load: name runs of one test.*\[runs-unlike\]/,
  );
});

test('runs with a fault, failed runs and folders of a proof are left out by name', async () => {
  const faulty = await runs(8, { spec: { fault: 'no replies' } });
  await expect(suggest('vacancies-load', faulty)).rejects.toThrow(/7 runs: too few/);
  expect(told).toBe('left out: run-7 is a run of `loadline prove` with a fault: no replies');

  const failed = await runs(9, { verdict: 'fail' });
  await mkdir(join(failed, 'p'));
  await writeFile(join(failed, 'p/prove.json'), '{}');
  expect(JSON.parse(await suggest('vacancies-load', failed, '--json')).runs).toHaveLength(8);
  expect(told).toContain(`left out: ${join(failed, 'p')} holds no run\nleft out: run-8 failed: `);
  expect(JSON.parse(await suggest('vacancies-load', failed, '--json', '--with-failed')).runs).toHaveLength(9);
  expect(told).not.toContain('run-8');
  // A shell that expands `reports/before*` names such a folder itself.
  await suggest('vacancies-load', failed, join(failed, 'p'), '--with-failed');
  expect(told).toContain(`left out: ${join(failed, 'p')} holds no run`);
});

test('invalid, unfinished and stopped runs are left out, with the reason that made them so', async () => {
  const folder = await runs(10);
  const change = async (run: string, changed: (result: Result) => object) => {
    const file = join(folder, run, 'result.json');
    const result = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...result, ...changed(result) }));
  };
  const reasons = ['the load generator was starved', 'calls.GetVacancy.p95 is 6.00 ms'];
  await change('run-8', () => ({ verdict: 'invalid', reasons }));
  await change('run-9', () => ({ verdict: 'fail', stopped: { by: 'threshold', afterMs: 2_400 } }));
  await mkdir(join(folder, 'running'));
  for (const option of [[], ['--with-failed']]) {
    await expect(suggest('vacancies-load', folder, ...option)).resolves.toContain('suggested');
    expect(told.split('\n').filter((line) => line.startsWith('left out'))).toEqual([
      `left out: ${join(folder, 'running')} holds no result.json: its run goes on, or was cut off`,
      'left out: run-8 is invalid: the load generator was starved',
      'left out: run-9 was stopped by a threshold with "abort" after 2.4 of 60 s of load',
    ]);
  }
  await expect(suggest('vacancies-load', join(folder, 'running'))).rejects.toThrow(
    /running: holds no result/,
  );
});

test('an outlier is named, as the bound is made from its figure', async () => {
  const folder = await runs(8);
  const file = join(folder, 'run-7/result.json');
  const result: Result = JSON.parse(await readFile(file, 'utf8'));
  const calls = result.aggregate.calls.map((stats) =>
    stats.call === 'GetVacancy' ? { ...stats, failed: 15 } : stats,
  );
  await writeFile(file, JSON.stringify({ ...result, aggregate: { ...result.aggregate, calls } }));
  expect(await suggest('vacancies-load', folder)).toMatch(
    /^calls\.GetVacancy\.failed: run-7 is above the limit of these runs \(0\.\d+%\), so the bound is made from the largest figure: leave it out if/m,
  );
});

test('what `compare` warns about is a warning here too, and other generators are among it', async () => {
  const folder = await runs(8, { spec: { instances: 2 } });
  const file = join(folder, 'run-0/result.json');
  const run = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...run, loadline: '0.1.0', incomplete: ['the last 3 seconds'] }));
  const { warnings } = JSON.parse(await suggest('vacancies-load', folder, '--json'));
  expect(warnings).toEqual([
    'loadline: 0.1.0 in run-0; 0.0.0-test in run-1 and 6 more',
    'instances: 1 in run-0 and 6 more; 2 in run-7',
    'run-0 is incomplete: the last 3 seconds',
  ]);
  for (const warning of warnings) expect(told).toContain(`warning: ${warning}\n`);
});

test('runs of another k6 or commit, and runs that a proof made, are a warning', async () => {
  const versions = { k6: 'v2.2.0', commit: '27be905' };
  const folder = await runs(8, { spec: { versions, madeBy: 'p' } });
  const { warnings } = JSON.parse(await suggest('vacancies-load', folder, '--json'));
  expect(warnings).toEqual([
    'k6: unknown in run-0 and 6 more; v2.2.0 in run-7',
    'made by: a user in run-0 and 6 more; a proof or a search for the capacity in run-7',
    'commit: none in run-0 and 6 more; 27be905 in run-7',
  ]);
});

test('--write keeps a byte order mark', async () => {
  const text = `\uFEFF${JSON.stringify({ calls: { GetVacancy: { p95: '1s', why: 'x' } } })}\n`;
  await withFiles({ [FILE]: text }, async (folder) => {
    await suggest('vacancies-load', await runs(8), '--write');
    const written = await readFile(join(folder, FILE), 'utf8');
    expect(written.startsWith('\uFEFF')).toBe(true);
    expect(JSON.parse(written.slice(1)).calls.GetVacancy.p95).toMatch(/^\dms$/);
  });
});

test('bounds that apply to every profile are named', async () => {
  await suggest('vacancies-load', await runs(8));
  expect(told).toMatch(
    /^these bounds are those of every profile, not only of load: calls\.CreateVacancy\.p95, /,
  );
});

test('a call that the built suite lacks gets no bound, which would be refused, and is named', async () => {
  const names = {
    ...{ calls: ['GetVacancy'], journeyCalls: ['GetVacancy'], journeys: ['crud', 'listing'] },
    ...{ streams: [], metrics: [], counts: [], profiles: [] },
  };
  const about = JSON.stringify({ spec: {}, info: { suite: 'vacancies', names }, problems: [] });
  const files = {
    [FILE]: JSON.stringify({ calls: { GetVacancy: { p95: '1s', why: 'x' } } }),
    'dist/vacancies.js': `exports.about = ${about};\n// Built by loadline ${LOADLINE_VERSION}\n`,
  };
  await withFiles(files, async (folder) => {
    const printed = await suggest('vacancies-load', await runs(8), '--write');
    expect(printed).toContain(
      'no suggestion for calls.DeleteVacancy.p95: no journey of the suite makes this call',
    );
    const { calls } = JSON.parse(await readFile(join(folder, FILE), 'utf8'));
    expect(Object.keys(calls)).toEqual(['GetVacancy']);
  });
});

test('what a run says of itself is one line in each message', async () => {
  const folder = await runs(10);
  const change = async (run: string, changed: object) => {
    const file = join(folder, run, 'result.json');
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...changed }));
  };
  await change('run-8', { verdict: 'invalid', reasons: ['line one\nline two'] });
  await change('run-7', { incomplete: ['line one\nline two'] });
  await suggest('vacancies-load', folder);
  expect(told).toContain('left out: run-8 is invalid: line one line two\n');
  expect(told).toContain('warning: run-7 is incomplete: line one line two\n');
});

test.each(['toString', '__proto__', 'constructor'])('%s is no test', async (name) => {
  await expect(suggest(name, await runs(8))).rejects.toThrow(`there is no test "${name}": `);
});

test('an unknown test is refused with the nearest name', async () => {
  await expect(suggest('vacancies-laod', 'reports')).rejects.toThrow(
    /there is no test "vacancies-laod": did you mean "vacancies-load"\?/,
  );
});

test('as JSON, the figure of each run stands beside the suggested bound', async () => {
  const { suggestions } = JSON.parse(await suggest('vacancies-load', await runs(8), '--json'));
  const { threshold, now, measured, broken, brokenNow } = suggestions.find(
    (one: { threshold: { id: string } }) => one.threshold.id === 'calls.CreateVacancy.p95',
  );
  expect({ now, broken, brokenNow }).toEqual({ now: '500ms', broken: 0, brokenNow: 0 });
  expect(measured).toHaveLength(8);
  expect(threshold.bound).toBeGreaterThan(Math.max(...measured));
});
