import { expect, it } from 'vitest';
import { eventually } from './harness/eventually';
import { runK6, startK6 } from './harness/k6-run';
import { loadline } from './harness/loadline';
import { project } from './harness/project';
import { arrivals, referenceService, titlesLeft } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const RUN_ID = 'killed';

/** Kills a run in the middle of its load. @returns its service, with records that nobody removes */
async function killedRun() {
  // Slow enough that some records always exist.
  const service = await referenceService({ latencyMs: 100 });
  const variables = { ...variablesFor(service), USERS: '200', DURATION: '30s', RUN_ID };
  const k6 = await startK6({ variables });
  await eventually(async () => expect((await arrivals(service, 'GetVacancy')).length).toBeGreaterThan(4));
  k6.process.kill('SIGKILL');
  await k6.ending;
  const left = await titlesLeft(service);
  expect(left.length).toBeGreaterThan(0);
  expect(left.join()).toContain(`[loadline-${RUN_ID} `);
  return { service, left, variables: variablesFor(service), cwd: await tempFolder() };
}

it('removes the records of a killed run, lists them first in a dry run, and does no harm when run again', async () => {
  const { service, left, variables, cwd } = await killedRun();
  const sweep = (...args: string[]) => loadline(cwd, ['sweep', 'vacancies', ...args], variables);
  const dry = await sweep('--run', RUN_ID, '--dry-run');
  expect(dry.code).toBe(0);
  for (const title of left) expect(dry.output).toContain(title);
  expect(await titlesLeft(service)).toEqual(left);

  const other = await sweep('--run', 'kill');
  expect(other.code).toBe(0);
  const young = await sweep('--older-than', '1h');
  expect(young.code).toBe(0);
  expect(await titlesLeft(service)).toEqual(left);

  const done = await sweep('--run', RUN_ID);
  expect(done.output).toContain(`${left.length} records removed, 0 left`);
  expect(done.code).toBe(0);
  expect(await titlesLeft(service)).toEqual([]);
  // Seeded records have no mark.
  expect(service.stats().records).toBe(service.stats().seeded);

  const again = await sweep('--run', RUN_ID);
  expect(again.output).toContain('0 records');
  expect(again.code).toBe(0);
});

it('selects runs by their age', async () => {
  const { service, variables, cwd } = await killedRun();
  const end = await loadline(cwd, ['sweep', 'vacancies', '--older-than', '0s'], variables);
  expect(end.code).toBe(0);
  expect(await titlesLeft(service)).toEqual([]);
});

it('k6 alone and loadline refuse it for a system that cannot delete, and do not mention records that are left', async () => {
  const variables = { TARGET_HOST: 'http://127.0.0.1:1' };
  const bundle = project('dist', 'requests.js');
  const told = 'has no effect, because the system has no call that removes records';
  const ends = [
    [await loadline(await tempFolder(), ['sweep', 'requests', '--older-than', '1h'], variables), 2],
    [await runK6({ variables: { ...variables, SWEEP_OLDER_THAN: '1h' }, bundle }), 107],
  ] as const;
  for (const [{ code, output }, expected] of ends) {
    expect(code, output).toBe(expected);
    expect(output.replaceAll(/\s+/g, ' ')).toContain(told);
    expect(output).not.toMatch(/\d+ left|records left/);
  }
});

it.each([
  [['sweep', 'vacancies'], '--older-than 1h'],
  [['sweep', 'vacancis', '--run', 'x'], 'vacancies'],
  [
    ['sweep', 'vacancies', '--older-than', '90'],
    'SWEEP_OLDER_THAN (--older-than): "90" has no unit: write 90s',
  ],
])('wrong usage %j ends with 2 and says %s', async (args, told) => {
  const end = await loadline(await tempFolder(), args, variablesFor({ port: 1 }));
  expect(end.output).toContain(told);
  expect(end.code).toBe(2);
});
