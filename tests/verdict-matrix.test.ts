import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Verdict } from '../packages/loadline/src/core/verdict/judge';
import type { Result } from '../packages/loadline/src/core/verdict/result';
import { makeRunResult } from '../packages/loadline/src/results/make-run-result';
import type { RunningService } from '../services/src/service';
import { startVacancyService } from '../services/src/vacancies/start-vacancy-service';
import type { VacancyServiceOptions } from '../services/src/vacancies/vacancy-service-options';
import { type Child, type Ending, start } from './harness/child';
import { makeFixtureHome } from './harness/fixture-home';
import { childProcesses } from './harness/loadline';
import { newFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

/** A fault in a run, and the expected result. */
interface Case {
  readonly name: string;
  readonly suite?: string;
  readonly faults?: Partial<VacancyServiceOptions>;
  readonly variables?: Readonly<Record<string, string>>;
  /** Makes the fault once the load is under way. */
  readonly strike?: (run: Child, instances: number) => void | Promise<void>;
  readonly verdict: Verdict;
  readonly code: number;
  readonly reason: RegExp;
  readonly stoppedBy?: string;
}

const CASES: readonly Case[] = [
  {
    name: 'script error',
    suite: 'throws',
    verdict: 'invalid',
    code: 3,
    reason: /script error/i,
  },
  {
    name: 'killed instance',
    strike: async ({ process: { pid = 0 } }, instances) => {
      const [k6 = 0] = await childProcesses(pid, `samples-${instances}.csv.gz`);
      process.kill(k6, 'SIGKILL');
    },
    verdict: 'invalid',
    code: 3,
    reason: /killed by SIGKILL/,
    stoppedBy: 'killed alone',
  },
  {
    name: 'abort',
    faults: { failShare: 1, faultMethods: ['GetVacancy'] },
    verdict: 'fail',
    code: 99,
    reason: /stopped by a threshold with "abort" .*after .* of 6 s of load/,
    stoppedBy: 'threshold',
  },
  {
    name: 'interrupted',
    strike: (run) => void run.process.kill('SIGTERM'),
    verdict: 'invalid',
    code: 105,
    reason: /interrupted by SIGTERM after .* of 6 s of load/,
    stoppedBy: 'SIGTERM',
  },
  {
    name: 'set-up fails',
    variables: { USER_1_PASSWORD: 'wrong', USER_2_PASSWORD: 'wrong', USER_3_PASSWORD: 'wrong' },
    verdict: 'invalid',
    code: 3,
    reason: /set-up failed: .*account \d \(USER_/,
  },
  {
    name: 'nothing listens',
    variables: { SERVICE_PORT: '1' },
    verdict: 'invalid',
    code: 3,
    reason: /set-up failed: .*(127\.0\.0\.1:1|refused)/i,
  },
];

const WAYS = [1, 2].flatMap((instances) => [false, true].map((flat) => ({ instances, flat })));
const CELLS = CASES.flatMap((one) =>
  WAYS.map(({ instances, flat }) => ({
    ...one,
    instances,
    flat,
    id: `${one.name.replaceAll(' ', '-')}-${instances}${flat ? '-flat' : ''}`,
  })),
);
type Cell = (typeof CELLS)[number];

/** Runs at the same time: more would starve each other on two processors. */
const AT_ONCE = 3;
/** Two iterations per second, so that each instance has some before the load is cut off. */
const USERS = 60;
/** Number of times that a cell is repeated alone when the machine was starved. */
const MOST_REPEATS = 3;

let home: string;
let cwd: string;
let listed: string;
const ends = new Map<string, Ending>();

beforeAll(async () => {
  [home, cwd] = [await newFolder(), await newFolder()];
  await makeFixtureHome(home, ['aborting', 'throws']);
  const left = [...CELLS];
  const worker = async () => {
    for (let cell = left.shift(); cell; cell = left.shift()) ends.set(cell.id, await runCell(cell));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  for (const cell of CELLS) await repeatWhileStarved(cell);
  listed = (await command(['list', '--runs'], {}).ending).output;
}, 600_000);
afterAll(() => Promise.all([home, cwd].map((folder) => rm(folder, { recursive: true, force: true }))));

function command(args: readonly string[], variables: Readonly<Record<string, string>>): Child {
  const program = [join(home, 'bin', 'loadline'), ...args];
  return start(process.execPath, program, { cwd, env: { HOME: cwd, NO_COLOR: '1', ...variables } });
}

async function runCell(cell: Cell): Promise<Ending> {
  const { id, suite = 'aborting', instances, flat, faults = {}, variables = {}, strike } = cell;
  const service = await startVacancyService({ port: 0, seedRecords: 200, ...faults });
  try {
    const size = ['--users', String(USERS), '--duration', '6s', '--run-id', id];
    const args = ['run', suite, ...size, '--instances', String(instances), ...(flat ? ['--flat'] : [])];
    const run = command(args, { ...variablesFor(service), ...variables });
    if (strike) {
      await underWay(service);
      await strike(run, instances);
    }
    const end = await run.ending;
    if (end.code === 2) throw new Error(end.output);
    return end;
  } finally {
    await service.stop();
  }
}

/**
 * Repeats a run whose generator was starved, because it proves nothing. A run that is wrong for another reason, or starved
 * each time, stays as it is.
 */
async function repeatWhileStarved(cell: Cell): Promise<void> {
  const { id } = cell;
  for (let time = 1; time <= MOST_REPEATS; time++) {
    const { reasons } = await resultOf(id);
    if (!isStarved(reasons) || (await isRight(cell))) return;
    console.log(`${id}: the machine starved it, run again alone, ${time} of ${MOST_REPEATS}`);
    await rm(join(cwd, 'reports', id), { recursive: true });
    ends.set(id, await runCell(cell));
  }
}

function isStarved(reasons: readonly string[]): boolean {
  return reasons.some((reason) => reason.includes('generator was starved'));
}

async function isRight({ id, verdict, code, reason }: Cell): Promise<boolean> {
  const result = await resultOf(id);
  const said = result.reasons.join('\n');
  return result.verdict === verdict && ends.get(id)?.code === code && reason.test(said);
}

function underWay(service: RunningService): Promise<void> {
  // DeleteVacancy is the last call of an iteration: after two of them, one iteration has ended.
  const ended = () => service.stats().calls['pb.VacancyService/DeleteVacancy']?.OK ?? 0;
  return vi.waitFor(() => expect(ended()).toBeGreaterThan(1), { timeout: 60_000, interval: 20 });
}

async function resultOf(id: string): Promise<Result> {
  return JSON.parse(await fileOf(id, 'result.json')) as Result;
}

function fileOf(id: string, name: string): Promise<string> {
  return readFile(join(cwd, 'reports', id, name), 'utf8');
}

describe.each(CELLS)('$name, instances: $instances, flat: $flat', (cell) => {
  const { id, verdict, code, reason, stoppedBy } = cell;

  it(`is ${verdict} and exits with ${code}`, async () => {
    const end = ends.get(id);
    const result = await resultOf(id);
    const { reasons } = result;
    expect({ verdict: result.verdict, code: end?.code, reasons }).toEqual({ verdict, code, reasons });
    expect(reasons.join('\n')).toMatch(reason);
    // When one k6 is killed, the others go on.
    const isAlone = cell.instances === 1;
    const stopper = stoppedBy === 'killed alone' ? (isAlone ? 'killed' : undefined) : stoppedBy;
    expect(result.stopped?.by).toBe(stopper);
    expect(end?.output).toContain(`verdict: ${verdict.toUpperCase()}`);
    // A threshold with `abort` makes loadline stop the run. k6 has the same threshold, but without abortOnFail.
    if (stoppedBy === 'threshold')
      for (let number = 1; number <= cell.instances; number++)
        expect(await fileOf(id, `k6-${number}.log`)).not.toContain('abortOnFail');
  });

  it('has the same verdict in every file, in the list and in every later report', async () => {
    const { reasons } = await resultOf(id);
    const [first = ''] = reasons;
    const junit = await fileOf(id, 'junit.xml');
    expect(junit).toMatch(new RegExp(`<testcase[^>]*name="verdict"[^>]*>\\s*<failure type="${verdict}"`));
    const summary = await fileOf(id, 'summary.md');
    expect(summary).toMatch(new RegExp(`^## .*${verdict.toUpperCase()}`));
    // Compared as plain words, because Markdown escapes the rest.
    expect(words(summary)).toContain(words(first));
    expect(await fileOf(id, 'report.html')).toContain(`<header class="banner ${verdict}">`);
    expect(listed).toMatch(new RegExp(`^${id} +${verdict}\\b`, 'm'));
    const again = await makeRunResult([join(cwd, 'reports', id)]);
    expect({ verdict: again.verdict, reasons: again.reasons }).toEqual({ verdict, reasons });
  });
});

function words(text: string): string {
  return text.replace(/&[#\w]+;/g, '').replace(/[^A-Za-z0-9]+/g, '');
}
