import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { ProofFile } from '../packages/loadline/src/results/proof-file';
import { proofFile } from '../packages/loadline/src/results/proof-file';
import { startInTest } from './harness/child';
import { copyBuiltProject } from './harness/own-home';
import { referenceService, titlesLeft } from './harness/reference-service';
import { newFolder, tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

/** Folder of a built project with few thresholds, one of which is asleep. */
let home: string;

beforeAll(async () => {
  home = await newFolder();
  await copyBuiltProject(home);
  const why = 'of a test';
  const thresholds = {
    calls: { GetVacancies: { p95: '5s', failed: '99%', why }, GetVacancy: { p95: '1h', why } },
    journeys: {
      listing: { response: { p95: '4s' }, failed: '1%', why },
      crud: { failed: '100%', why },
    },
  };
  await writeFile(join(home, 'thresholds/vacancies.json'), JSON.stringify(thresholds));
});

async function prove(args: readonly string[], variables: Readonly<Record<string, string>>) {
  const cwd = await tempFolder();
  const program = [join(home, 'bin/loadline'), 'prove', 'vacancies-smoke', ...args];
  const child = startInTest(process.execPath, program, {
    cwd,
    env: { HOME: cwd, NO_COLOR: '1', ...variables },
  });
  return { cwd, child, ...(await child.ending) };
}

it('over gRPC, each threshold is proved, asleep or out of reach, and nothing else is harmed', async () => {
  const service = await referenceService();
  const end = await prove(['--users', '300', '--duration', '1s', '--json'], {
    ...variablesFor(service),
    RUN_ID: 'p',
  });
  const proof = proofFile.parse(JSON.parse(end.stdout)) as ProofFile;
  const told = Object.fromEntries(proof.thresholds.map(({ id, ...one }) => [id, one]));
  expect(end.code, end.output).toBe(99);
  expect(proof.verdict).toBe('not proved');
  expect(told).toMatchObject({
    // The fault begins with the first request, so no call succeeds before it, however short the load is.
    'calls.GetVacancies.failed': { outcome: 'proved', measured: 1 },
    'journeys.listing.response.p95': { outcome: 'proved', fault: expect.stringContaining('late') },
    'journeys.listing.failed': { outcome: 'proved', fault: expect.stringContaining('reset') },
    'calls.GetVacancy.p95': { outcome: 'asleep' },
    'journeys.crud.failed': { outcome: 'could not be reached', reason: 'no more than all can fail' },
  });
  const [first, ...faults] = proof.runs;
  expect(first).toMatchObject({ runId: 'p-1', verdict: 'pass', broken: [] });
  expect(faults.map(({ verdict }) => verdict)).not.toContain('invalid');
  expect(await titlesLeft(service)).toEqual([]);
  expect(JSON.parse(await readFile(join(end.cwd, 'reports/p/prove.json'), 'utf8'))).toEqual(proof);
});

it('an environment that does not allow faults, and a proxy, are refused before a request', async () => {
  const end = await prove(['--set', 'environment.prove=false', '--proxy', 'http://127.0.0.1:1'], {});
  expect(end.code).toBe(2);
  expect(end.output).toContain('[faults-not-allowed]');
  expect(end.output).toContain('--proxy: a proxy of its own');
});
