import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { changedHome } from '../false-greens/changed-home';
import { type Child, type Ending, startInTest } from '../harness/child';
import { endIn } from '../harness/instance-end';
import { childProcesses, loadline, resultIn, startLoadline } from '../harness/loadline';
import { arrivals, referenceService } from '../harness/reference-service';
import { tempFolder } from '../harness/temp-folder';
import { variablesFor } from '../harness/variables';

type Service = Awaited<ReturnType<typeof referenceService>>;

const MODES = [
  { mode: 'k6 keeps figures', args: [] },
  { mode: 'flat', args: ['--flat'] },
];
const RUN = ['run', 'vacancies-smoke', '--run-id', 'one', '--users', '300'];
/** Longer than any of these runs lasts: the fault ends them. */
const LONG = ['--duration', '10m'];
const PAGE = Buffer.alloc(4_096);

const cannotMount = tryToMount();

/** @returns why no test of a full disk runs here; undefined where they do */
function tryToMount(): string | undefined {
  const place = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', place], { stdio: 'pipe' });
    execFileSync('umount', [place]);
    return undefined;
  } catch (error) {
    return `a tmpfs cannot be mounted here (${(error as Error).message.split('\n').at(-2)})`;
  } finally {
    execFileSync('rmdir', [place]);
  }
}

/** Makes a folder whose `reports` is a file system of its own. It is unmounted after the test. */
async function smallDisk(size: string): Promise<{ cwd: string; reports: string }> {
  const cwd = await tempFolder();
  const reports = join(cwd, 'reports');
  await mkdir(reports);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', reports]);
  // A process that has just been killed may still have a file open.
  onTestFinished(() => void execFileSync('umount', ['--lazy', reports]));
  return { cwd, reports };
}

/** Fills the rest of the disk. */
async function fill(reports: string): Promise<void> {
  const filler = join(reports, 'filler');
  await writeFile(filler, '');
  for (;;) {
    try {
      await writeFile(filler, PAGE, { flag: 'a' });
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
      return;
    }
  }
}

function underWay(service: Service): Promise<void> {
  return vi.waitFor(async () => {
    if ((await arrivals(service, 'CreateVacancy')).length < 10)
      throw new Error('the load is not under way yet');
  }, 60_000);
}

/** Expects verdict `invalid` and exit code 3, and no stack trace and no false statement in the output. */
function expectInvalid({ code, output }: Ending): void {
  expect(output).toContain('verdict: INVALID');
  expect(output).not.toMatch(/\n\s+at .*[(/]/);
  expect(output).not.toContain('the load never began');
  expect(output).not.toContain('no request was sent');
  expect(code, output).toBe(3);
}

/** The output with each line break replaced by a blank. */
function flowing({ output }: Ending): string {
  return output.replaceAll(/\s+/g, ' ');
}

/** Waits until the run has started k6. @returns its process id */
function k6Of(run: Child): Promise<number> {
  return vi.waitFor(async () => {
    const [k6] = await childProcesses(run.process.pid ?? 0, 'bin/k6 run');
    if (k6 === undefined) throw new Error('there is no k6 yet');
    return k6;
  }, 60_000);
}

function expectGone(pid: number): void {
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
}

describe.each(MODES)('$mode', ({ args }) => {
  it.skipIf(cannotMount)(`the disk is full in the middle of a run, 300 kB${cannotMount ?? ''}`, async () => {
    const service = await referenceService();
    const { cwd, reports } = await smallDisk('300k');
    const run = startLoadline(cwd, [...RUN, ...LONG, ...args], variablesFor(service));
    await underWay(service);
    const k6 = await k6Of(run);
    await fill(reports);
    const end = await run.ending;
    expectInvalid(end);
    expect(flowing(end)).toMatch(
      /the disk of instance 1 is full: (k6|loadline) could not write \S+samples-1\.csv\.gz: free some space, run again/,
    );
    expect(flowing(end)).toContain('result.json could not be written: the disk is full: free some space');
    expect(flowing(end)).not.toContain('script error that');
    expect(end.output.match(/CSV: Error writing/g)?.length ?? 0).toBeLessThanOrEqual(1);
    expectGone(k6);
    // There is no partial file that a later command could read as a complete one.
    expect(existsSync(join(reports, 'one', 'result.json'))).toBe(false);
  });

  it.skipIf(cannotMount)(`the disk has no room for the reports, 120 kB${cannotMount ?? ''}`, async () => {
    const service = await referenceService();
    const { cwd, reports } = await smallDisk('120k');
    const end = await loadline(cwd, [...RUN, '--duration', '2s', ...args], variablesFor(service));
    expectInvalid(end);
    expect(flowing(end)).toMatch(/report\.html could not be written: the disk is full: free some space/);
    // The files that were written have the same verdict.
    const files = join(reports, 'one');
    if (existsSync(join(files, 'result.json'))) expect((await resultIn(cwd, 'one')).verdict).toBe('invalid');
    if (existsSync(join(files, 'summary.md')))
      expect(await readFile(join(files, 'summary.md'), 'utf8')).toContain('INVALID');
  });

  it("the run's folder is removed while the run goes on", async () => {
    const service = await referenceService();
    const cwd = await tempFolder();
    const run = startLoadline(cwd, [...RUN, ...LONG, ...args], variablesFor(service));
    await underWay(service);
    const k6 = await k6Of(run);
    await rm(join(cwd, 'reports'), { recursive: true });
    const end = await run.ending;
    expectInvalid(end);
    expect(flowing(end)).toMatch(/reports\/one was removed while the run went on/);
    expectGone(k6);
    expect((await resultIn(cwd, 'one')).verdict).toBe('invalid');
    expect((await endIn(cwd)).stopped).toMatchObject({ by: 'error' });
    const later = await loadline(cwd, ['report', join('reports', 'one')]);
    expect(later.code, later.output).toBe(3);
  });

  it('k6 is killed before it has measured anything', async () => {
    const service = await referenceService();
    const cwd = await tempFolder();
    const run = startLoadline(cwd, [...RUN, ...LONG, ...args], variablesFor(service));
    process.kill(await k6Of(run), 'SIGKILL');
    const end = await run.ending;
    expectInvalid(end);
    expect(flowing(end)).toContain('k6 of instance 1 was killed by SIGKILL: run again');
    expect((await resultIn(cwd, 'one')).verdict).toBe('invalid');
    expect(await endIn(cwd)).toMatchObject({ killedBy: 'SIGKILL' });
  });

  it('there is no k6: the error comes before any request, and no file is left', async () => {
    const service = await referenceService();
    const home = await changedHome('{}');
    await rm(join(home, 'bin', 'k6'));
    const cwd = await tempFolder();
    const end = await startInTest(process.execPath, [join(home, 'bin', 'loadline'), ...RUN, ...args], {
      cwd,
      env: { HOME: cwd, ...variablesFor(service) },
    }).ending;
    expect(end.code, end.output).toBe(2);
    expect(end.output).toContain('bin/k6: is not there: run `make k6`');
    expect(end.output).not.toMatch(/\n\s+at .*[(/]/);
    expect(existsSync(join(cwd, 'reports'))).toBe(false);
    expect(await arrivals(service, 'CreateVacancy')).toEqual([]);
  });
});

it.skipIf(cannotMount)(`the disk is full before the run: nothing starts${cannotMount ?? ''}`, async () => {
  const service = await referenceService();
  const { cwd, reports } = await smallDisk('120k');
  await fill(reports);
  const end = await loadline(cwd, RUN, variablesFor(service));
  expect(end.code, end.output).toBe(2);
  expect(flowing(end)).toMatch(/run\.json: cannot be written \(ENOSPC.*\): free some space/);
  expect(end.output).not.toMatch(/\n\s+at .*[(/]/);
  expect(await arrivals(service, 'CreateVacancy')).toEqual([]);
});
