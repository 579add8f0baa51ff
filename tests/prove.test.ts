import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { ProofFile } from '../packages/loadline/src/results/proof-file';
import { proofFile } from '../packages/loadline/src/results/proof-file';
import { startInTest } from './harness/child';
import { eventually } from './harness/eventually';
import { ASSIGN, fractalService, fractalVariables, usersLeft } from './harness/fractal';
import { copyBuiltProject } from './harness/own-home';
import { arrivals, referenceService, titlesLeft } from './harness/reference-service';
import { newFolder, tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

/** Folder of a built project with few thresholds, one of which is asleep. */
let home: string;

beforeAll(async () => {
  home = await newFolder();
  await copyBuiltProject(home);
  const why = 'of a test';
  const thresholds = {
    calls: {
      GetVacancies: { p95: '5s', failed: '99%', messages: '>= 1', why },
      GetVacancy: { p95: '1h', why },
    },
    journeys: {
      listing: { response: { p95: '4s' }, failed: '1%', why },
      crud: { failed: '100%', why },
    },
  };
  await writeFile(join(home, 'thresholds/vacancies.json'), JSON.stringify(thresholds));
  const assigned = {
    calls: { [ASSIGN]: { failed: '5%', why } },
    journeys: { assignment: { failed: '20%', why } },
  };
  await writeFile(join(home, 'thresholds/fractal.json'), JSON.stringify(assigned));
});

async function started(
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
  test = 'vacancies-smoke',
) {
  const cwd = await tempFolder();
  const program = [join(home, 'bin/loadline'), 'prove', test, ...args];
  const child = startInTest(process.execPath, program, {
    cwd,
    env: { HOME: cwd, NO_COLOR: '1', ...variables },
  });
  return { cwd, child };
}

async function prove(args: readonly string[], variables: Readonly<Record<string, string>>, test?: string) {
  const { cwd, child } = await started(args, variables, test);
  return { cwd, ...(await child.ending) };
}

/** A source that cannot be read: a proof does not try to. */
const observed = [
  '--set',
  'environment.observe={ worker: { kind: metrics, url: "http://127.0.0.1:9/metrics", series: { queue: { metric: jobs, unit: jobs, threshold: { max: 1, why: of a test } } } } }',
];

it('over gRPC, each threshold is proved, asleep or out of reach, and nothing else is harmed', async () => {
  const service = await referenceService();
  const end = await prove(['--users', '300', '--duration', '1s', '--json', ...observed], {
    ...variablesFor(service),
    RUN_ID: 'p',
  });
  const proof = proofFile.parse(JSON.parse(end.stdout)) as ProofFile;
  const told = Object.fromEntries(proof.thresholds.map(({ id, ...one }) => [id, one]));
  expect(end.code, end.output).toBe(99);
  expect(proof.verdict).toBe('not proved');
  expect(told).toMatchObject({
    // The fault begins with the first request, so no call succeeds before it, however short the load is.
    // A stream begins, and gets no message.
    'calls.GetVacancies.messages': { outcome: 'proved', fault: 'no replies', measured: 0 },
    'calls.GetVacancies.failed': { outcome: 'proved', measured: 1 },
    'journeys.listing.response.p95': { outcome: 'proved', fault: expect.stringContaining('late') },
    'journeys.listing.failed': { outcome: 'proved', fault: expect.stringContaining('reset') },
    'calls.GetVacancy.p95': { outcome: 'asleep' },
    'journeys.crud.failed': { outcome: 'could not be reached', reason: 'no more than all can fail' },
    'observed.queue.max': {
      outcome: 'could not be reached',
      reason: expect.stringContaining('its source is not read'),
    },
  });
  const [first, ...faults] = proof.runs;
  expect(first).toMatchObject({ runId: 'p-1', verdict: 'pass', broken: [] });
  expect(faults.map(({ verdict }) => verdict)).not.toContain('invalid');
  expect(await titlesLeft(service)).toEqual([]);
  const read = async (path: string) => JSON.parse(await readFile(join(end.cwd, 'reports', path), 'utf8'));
  expect(await read('p/prove.json')).toEqual(proof);
  // By this mark no list takes the verdict of such a run for that of the test.
  for (const { runId } of proof.runs) expect((await read(`${runId}/result.json`)).spec.madeBy).toBe('p');
});

it('the work that a suite adds to set-up and clean-up is not harmed', async () => {
  const service = await fractalService();
  const { USERS: _, ...variables } = await fractalVariables(service);
  const end = await prove(['--users', '20', '--json'], { ...variables, RUN_ID: 'p' }, 'fractal');
  expect(end.code, end.output).toBe(0);
  const proof = proofFile.parse(JSON.parse(end.stdout)) as ProofFile;
  expect(proof.runs.map(({ verdict }) => verdict)).not.toContain('invalid');
  expect(await usersLeft(service)).toEqual([]);
});

it('a system that fails without a fault gets none, and its most frequent failure is named', async () => {
  const service = await referenceService({ failShare: 1, failStatus: 'NOT_FOUND' });
  const end = await prove(['--users', '60', '--duration', '1s', '--json'], {
    ...variablesFor(service),
    RUN_ID: 'p',
  });
  const proof = proofFile.parse(JSON.parse(end.stdout)) as ProofFile;
  expect(end.code, end.output).toBe(3);
  expect(proof).toMatchObject({ verdict: 'invalid', runs: [{ runId: 'p-1', verdict: 'fail' }] });
  expect(proof.reasons).toEqual([
    'the system fails without a fault, so no fault is injected',
    expect.stringMatching(/^calls\.GetVacancies\.failed/),
    ...proof.reasons.slice(2, -1),
    expect.stringMatching(/^most frequent failure: NOT_FOUND, .*injected failure/),
  ]);
});

it('keeps what is known when a run with a fault is refused, and when its own file cannot be written', async () => {
  const service = await referenceService();
  const { child, cwd } = await started(['--users', '300', '--duration', '1s', '--json'], {
    ...variablesFor(service),
    RUN_ID: 'p',
  });
  // During the run without a fault, something takes the folder of the next one and that of the proof.
  await eventually(async () => expect(await readdir(join(cwd, 'reports'))).toContain('p-1'));
  await mkdir(join(cwd, 'reports/p-2'));
  await writeFile(join(cwd, 'reports/p'), '');
  const { code, stdout, output } = await child.ending;
  expect(code, output).toBe(3);
  const proof = proofFile.parse(JSON.parse(stdout));
  expect(proof).toMatchObject({ verdict: 'invalid', runs: [{ runId: 'p-1', verdict: 'pass' }] });
  expect(proof.reasons).toEqual([
    expect.stringMatching(/^the run with .* could not be run: RUN_ID: .*p-2 is there already/),
  ]);
  expect(output).toMatch(/^invalid: 0 of 7 thresholds proved/m);
  expect(output).toMatch(/reports\/p\/prove\.json could not be written: /);
  expect(output).not.toMatch(/^ +at /m);
});

it('after Ctrl-C the last line says that the proof was interrupted, and the records are removed', async () => {
  const service = await referenceService();
  const { child } = await started(['--users', '300', '--duration', '1m'], variablesFor(service));
  await eventually(async () => expect(await arrivals(service, 'CreateVacancy')).not.toEqual([]));
  child.process.kill('SIGINT');
  const { code, output } = await child.ending;
  expect(code, output).toBe(105);
  expect(output).toMatch(/^interrupted: 0 of 7 thresholds proved/m);
  expect(await titlesLeft(service)).toEqual([]);
});

it.each<[string, readonly string[], Readonly<Record<string, string>>]>([
  ['DEBUG: has no effect in a proof: unset it', [], { DEBUG: '1' }],
  ['k6 cannot dial a proxy instead of an IPv6 address: write 127.0.0.1', ['--host', '[::1]:50051'], {}],
])('refused before a request: %s', async (message, args, variables) => {
  const service = await referenceService();
  const end = await prove(args, { ...variablesFor(service), ...variables });
  expect(end.code).toBe(2);
  expect(end.output).toContain(message);
  expect(await arrivals(service, 'CreateVacancy')).toEqual([]);
});

it.each<[string, readonly string[], Readonly<Record<string, string>>]>([
  ['--set environment.allow', ['--set', 'environment.allow=[prod.invalid]'], {}],
  ['ALLOW_TARGET', [], { ALLOW_TARGET: 'prod.invalid' }],
])('prove: true does not hold for a host that only %s allows', async (_, args, variables) => {
  const end = await prove(['--host', 'prod.invalid:50051', ...args], {
    ...variablesFor(await referenceService()),
    ...variables,
  });
  expect(end.code).toBe(2);
  expect(end.output).toContain(
    'plans/environments/local.yml: allow: does not name prod.invalid:50051, so faults are not allowed there',
  );
});

it('options without effect, and an environment that does not allow faults, are refused before a request', async () => {
  const environments = join(home, 'plans/environments');
  const local = await readFile(join(environments, 'local.yml'), 'utf8');
  await writeFile(join(environments, 'shared.yml'), local.replace('prove: true', 'prove: false'));
  const options = ['--env', 'shared', '--duration', '0s'];
  const end = await prove([...options, '--proxy', 'http://127.0.0.1:1', '--spawn-rate', '1'], {
    DURATION: '1m',
    SPAWN_RATE: '1',
  });
  expect(end.code).toBe(2);
  for (const text of [
    '[faults-not-allowed]',
    '--proxy: has no effect in a proof: leave it out',
    '--duration: is "0s": write a longer duration',
    '--spawn-rate: has no effect in a proof: leave it out, all users start at once',
    'SPAWN_RATE: has no effect in a proof: unset it',
    'DURATION: has no effect in a proof: unset it',
  ])
    expect(end.output).toContain(text);
  const set = await prove(['--env', 'shared', '--set', 'environment.prove=true'], {});
  expect(set.code).toBe(2);
  expect(set.output).toContain('--set environment.prove: only the environment itself says');
});
