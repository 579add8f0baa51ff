import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { startInTest } from './harness/child';
import { endIn } from './harness/instance-end';
import { childProcesses, startLoadline } from './harness/loadline';
import { project } from './harness/project';
import { arrivals, referenceService, titlesLeft } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const RUN = ['run', 'vacancies-smoke', '--run-id', 'one', '--users', '60'];

type Service = Awaited<ReturnType<typeof referenceService>>;

function underWay(service: Service): Promise<void> {
  return vi.waitFor(async () => {
    if ((await arrivals(service, 'CreateVacancy')).length < 3)
      throw new Error('the load is not under way yet');
  }, 60_000);
}

/** Reads the log of an instance's k6, which contains the signals that k6 received. */
async function logOf(cwd: string, instance: number): Promise<string> {
  return readFile(join(cwd, 'reports', 'one', `k6-${instance}.log`), 'utf8');
}

it.each([
  ['two instances', ['--instances', '2'], [1, 2]],
  ['flat', ['--flat'], [1]],
])(
  'kill -KILL of loadline, %s: k6 stops at once and cleans up, and the watcher writes a record and ends',
  async (_, args, instances) => {
    const service = await referenceService();
    const cwd = await tempFolder();
    const run = startLoadline(cwd, [...RUN, '--duration', '10m', ...args], variablesFor(service));
    await underWay(service);
    const [watcher = 0] = await childProcesses(run.process.pid ?? 0, 'watcher.cjs');
    const killedAtMs = Date.now();
    run.process.kill('SIGKILL');
    await run.ending;
    // The watcher writes the record last.
    await vi.waitFor(async () => {
      for (const instance of instances) await endIn(cwd, instance);
    }, 90_000);
    const late = (await arrivals(service, 'CreateVacancy')).filter((atMs) => atMs > killedAtMs + 5_000);
    expect(late).toEqual([]);
    await vi.waitFor(() => expect(() => process.kill(watcher, 0)).toThrow(), 30_000);
    for (const instance of instances) {
      expect(await endIn(cwd, instance)).toMatchObject({ stopped: { by: 'supervisor_lost' } });
      expect(await endIn(cwd, instance)).toMatchObject({ specHash: expect.stringMatching(/^[\da-f]{64}$/) });
      const log = await logOf(cwd, instance);
      expect(log.match(/k6 received a 'interrupt' signal/g)).toHaveLength(1);
      expect(log).not.toContain('Aborting k6');
    }
    expect(await titlesLeft(service)).toEqual([]);
  },
);

it('kill -KILL after Ctrl-C: k6 gets no second signal, which would end its clean-up', async () => {
  const service = await referenceService({ latencyMs: 150 });
  const cwd = await tempFolder();
  const run = startLoadline(cwd, [...RUN, '--duration', '10m'], variablesFor(service));
  await underWay(service);
  run.process.kill('SIGINT');
  // The clean-up has started: it lists the run's records.
  const listed = (await arrivals(service, 'GetVacancies')).length;
  await vi.waitFor(async () => {
    expect((await arrivals(service, 'GetVacancies')).length).toBeGreaterThan(listed);
  }, 60_000);
  run.process.kill('SIGKILL');
  await vi.waitFor(async () => endIn(cwd), 90_000);
  expect(await endIn(cwd)).toMatchObject({ stopped: { by: 'SIGINT' } });
  expect(await logOf(cwd, 1)).not.toContain('Aborting k6');
  expect(await titlesLeft(service)).toEqual([]);
});

it('a reader that closes the pipe, as `| head -3` does, does not end the run', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const script = `'${process.execPath}' '${project('bin', 'loadline')}' ${RUN.join(' ')} --duration 4s | head -3; echo code \${PIPESTATUS[0]}`;
  const env = { PATH: process.env.PATH ?? '', HOME: cwd, ...variablesFor(service) };
  const { output } = await startInTest('bash', ['-c', script], { cwd, env }).ending;
  // The code is 3 when the machine was too busy for the load.
  expect(output).toMatch(/code [03]\n/);
  expect(await readdir(join(cwd, 'reports', 'one'))).toContain('report.html');
  expect((await endIn(cwd)).stopped).toBeUndefined();
});

it('a second Ctrl-C does not prevent the reports', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const run = startLoadline(cwd, [...RUN, '--duration', '60s'], variablesFor(service));
  await underWay(service);
  const typing = setInterval(() => {
    // After this line Node itself may be exiting.
    if (run.said().includes('verdict: ')) clearInterval(typing);
    else run.process.kill('SIGINT');
  }, 50);
  const { code, output } = await run.ending.finally(() => clearInterval(typing));
  expect(code, output).toBe(105);
  const files = await readdir(join(cwd, 'reports', 'one'));
  for (const file of ['result.json', 'report.html', 'junit.xml', 'summary.md']) expect(files).toContain(file);
  expect(await titlesLeft(service)).toEqual([]);
});

it('the watcher ends with its run', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const run = startLoadline(cwd, [...RUN, '--duration', '2s'], variablesFor(service));
  const [watcher = 0] = await vi.waitFor(async () => {
    const found = await childProcesses(run.process.pid ?? 0, 'watcher.cjs');
    if (found.length === 0) throw new Error('there is no watcher yet');
    return found;
  }, 30_000);
  await run.ending;
  await vi.waitFor(() => expect(() => process.kill(watcher, 0)).toThrow(), 30_000);
});

it('Ctrl-Z does not stop loadline, and when SIGSTOP does, the watcher ends the load, and the run is invalid', async () => {
  const service = await referenceService();
  const cwd = await tempFolder();
  const run = startLoadline(cwd, [...RUN, '--duration', '10m'], variablesFor(service));
  await underWay(service);
  let said = '';
  run.process.stderr?.on('data', (text) => {
    said += text;
  });
  run.process.kill('SIGTSTP');
  // A SIGCONT would discard a SIGTSTP that was not delivered yet.
  await vi.waitFor(() => expect(said).toContain('Ctrl-Z (SIGTSTP) is ignored'), 30_000);
  run.process.kill('SIGSTOP');
  // Two iterations begin in each second of the load.
  await vi.waitFor(async () => {
    const last = (await arrivals(service, 'CreateVacancy')).at(-1) ?? Number.POSITIVE_INFINITY;
    expect(Date.now() - last).toBeGreaterThan(3_000);
  }, 90_000);
  const goesOnAtMs = Date.now();
  run.process.kill('SIGCONT');
  const { code, output } = await run.ending;
  expect(code, output).toBe(3);
  const { stopped } = await endIn(cwd);
  expect(stopped?.atMs).toBeLessThan(goesOnAtMs);
  const late = (await arrivals(service, 'CreateVacancy')).filter(
    (atMs) => atMs > (stopped?.atMs ?? 0) + 5_000,
  );
  expect(late).toEqual([]);
  expect(output.replace(/\s+/g, ' ')).toContain('stopped by an error: a signal stopped loadline itself');
  const log = await logOf(cwd, 1);
  expect(log.match(/k6 received a 'interrupt' signal/g)).toHaveLength(1);
  expect(log).not.toContain('Aborting k6');
});
