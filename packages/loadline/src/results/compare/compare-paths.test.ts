import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Simulation, simulatedRun } from '../../../../../tests/harness/simulated-run';
import { tempFolder } from '../../../../../tests/harness/temp-folder';
import type { Result } from '../../core/verdict/result';
import { mulberry32 } from './bootstrap';
import { compareFound, comparePaths } from './compare-paths';

const random = mulberry32(1);

function run(runId: string, simulation: Partial<Simulation> = {}): Result {
  return simulatedRun(runId, { random, spread: 0.04, ...simulation });
}

function ofCommit(runId: string, commit: string): Result {
  return run(runId, { spec: { versions: { commit } } });
}

/** Compares runs. @returns the warnings */
function warnings(base: readonly Result[], candidate: readonly Result[]): readonly string[] {
  const found = (runs: readonly Result[]) => ({ runs, problems: [], left: [] });
  return compareFound({ base: found(base), candidate: found(candidate), margin: 0.05, ignored: [] }).warnings;
}

test('the folder of a proof or of a search for the capacity alone is refused on either side', async () => {
  const folder = await tempFolder();
  const proof = join(folder, 'p');
  const base = join(folder, 'run');
  for (const one of [proof, base]) await mkdir(one);
  await writeFile(join(proof, 'prove.json'), '{}');
  await writeFile(join(base, 'result.json'), JSON.stringify(run('run')));
  const compare = (base: string[], candidate: string[]) =>
    comparePaths({ base, candidate, margin: 0.05, ignored: [] });
  const message = `${proof}: holds no run: name its runs, such as ${proof}-1 [runs-count]`;
  expect(() => compare([base], [proof])).toThrow(message);
  expect(() => compare([proof], [base])).toThrow(message);
  expect(() => compare([base], [`${proof}/`])).toThrow(`holds no run: name its runs, such as ${proof}-1 `);
  expect(() => compare([base], [])).toThrow('candidate: holds no run: name runs, such as reports/<run id>');
});

test('an invalid run is refused with the reason that made it invalid', () => {
  const invalid = run('b', { verdict: 'invalid' });
  const twice: Result = { ...invalid, reasons: ['the load generator was starved', 'and more'] };
  expect(() => warnings([run('a')], [twice])).toThrow(
    /b: its verdict is invalid, its figures mean nothing: the load generator was starved \(--/,
  );
});

test('an invalid run of loadline 0.2.0 is refused with another reason than its broken thresholds, if it has one', () => {
  const made = run('b', { verdict: 'invalid' });
  const broken = 'calls.GetVacancy.failed is 3%, the bound is ≤ 1% (why this bound: w)';
  const threshold = { id: 'calls.GetVacancy.failed', level: 'fail', bound: '≤ 1%', why: 'w' } as const;
  const thresholds = [{ ...threshold, measured: 0.03, outcome: 'broken' as const }];
  const refused = (...reasons: string[]) =>
    expect(() => warnings([run('a')], [{ ...made, thresholds, reasons }]));
  refused(broken, 'the load generator was starved').toThrow('mean nothing: the load generator was starved');
  refused(broken).toThrow(`mean nothing: ${broken}`);
});

test('a load that ended early is a warning, and a stop after the end of the load is not', () => {
  const early: Result = { ...run('b'), stopped: { by: 'threshold', afterMs: 2_400 } };
  expect(warnings([run('a')], [early])).toEqual([
    'b was stopped by a threshold with "abort" after 2.4 of 60 s of load',
  ]);
  expect(warnings([run('a')], [{ ...run('b'), stopped: { by: 'threshold', afterMs: 60_000 } }])).toEqual([]);
});

test('another commit is a warning within a side, not between the sides', () => {
  expect(warnings([ofCommit('a', '1')], [ofCommit('b', '2')])).toEqual([]);
  expect(warnings([ofCommit('a', '1')], [ofCommit('b', '2'), ofCommit('c', '3')])).toEqual([
    'commit: 2 in b; 3 in c',
  ]);
});

test('another k6, and a run that a proof made, are warnings', () => {
  const other = run('b', { spec: { versions: { k6: 'v2.2.0' }, madeBy: 'p' } });
  expect(warnings([run('a')], [other])).toEqual([
    'k6: unknown in a; v2.2.0 in b',
    'made by: a user in a; a proof or a search for the capacity in b',
  ]);
});
