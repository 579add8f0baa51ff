import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { takeSpecAsStarted, writeSampledRun } from '../../../../tests/harness/sampled-run';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import { ConfigurationError, type Problem } from '../core/text/problem';
import { summaryText } from '../core/verdict/summary-text';
import { writeReports } from '../ui/report';
import { makeRunResult } from './make-run-result';
import { specFile } from './spec-schema';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Paths of all values inside a value. */
function pathsIn(value: Json, path: readonly string[] = []): string[][] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [
    ...(path.length > 0 ? [[...path]] : []),
    ...inner.flatMap(([key, item]) => pathsIn(item as Json, [...path, key])),
  ];
}

/** A copy with one value changed. @param change the new value; undefined removes it */
function changed(value: Json, path: readonly string[], change: Json | undefined): Json {
  const copy = structuredClone(value);
  let place = copy as { [key: string]: Json };
  for (const key of path.slice(0, -1)) place = place[key] as { [key: string]: Json };
  const last = path.at(-1) as string;
  if (change === undefined) delete place[last];
  else place[last] = change;
  return copy;
}

async function sampledRun(): Promise<{ run: string; file: string; manifest: Json }> {
  const run = join(await tempFolder(), 'run');
  await writeSampledRun(run);
  const file = join(run, 'run.json');
  return { run, file, manifest: JSON.parse(readFileSync(file, 'utf8')) as Json };
}

async function outcomeOf(run: string): Promise<unknown> {
  try {
    const result = await makeRunResult([run]);
    summaryText(result);
    await writeReports(result, run);
    return undefined;
  } catch (error) {
    return error;
  }
}

it.each<[string, Json | undefined]>([
  ['away', undefined],
  ['null', null],
  ['a text', 'x'],
  ['a list with nothing', [null]],
  ['an empty object', {}],
])(
  'run.json with any value %s is either reported or refused with its path',
  async (_, change) => {
    const { run, file, manifest } = await sampledRun();
    for (const path of pathsIn(manifest)) {
      const content = changed(manifest, path, change);
      writeFileSync(file, JSON.stringify(content));
      // As if a faulty loadline had written it, because a spec that was changed later is always refused.
      if (specFile.safeParse(content).success) takeSpecAsStarted(run);
      const error = await outcomeOf(run);
      if (error === undefined) continue;
      expect(error, path.join('.')).toBeInstanceOf(ConfigurationError);
      const [problem] = (error as ConfigurationError).problems;
      expect(problem?.where, path.join('.')).toMatch(/run\.json: [\w.]+/);
    }
  },
  60_000,
);

it.each([0, 1_001, 100_000_000, 1.5])('%d instances are refused', async (instances) => {
  const { run, file, manifest } = await sampledRun();
  writeFileSync(file, JSON.stringify(changed(manifest, ['instances'], instances)));
  expect(await outcomeOf(run)).toMatchObject({ problems: [{ where: `${file}: instances` }] });
});

it('samples that are a folder are refused in one line with its path', async () => {
  const { run } = await sampledRun();
  const samples = join(run, 'samples-1.csv.gz');
  rmSync(samples);
  mkdirSync(samples);
  const message = 'is no file: put the file of the run there';
  expect(await outcomeOf(run)).toMatchObject({ problems: [{ where: samples, message }] });
});

it.each<[string[], Json, string]>([
  [['journeys', '0', 'planned', 'min'], 0, 'journeys.0.planned: is 0 to 31, but the schedule has 30 to 31'],
  [
    ['journeys', '0', 'planned', 'max'],
    1e9,
    'journeys.0.planned: is 30 to 1000000000, but the schedule has 30 to 31',
  ],
  [['loadMs'], 0, 'loadMs: is 0, but the load has 3000 ms'],
  [['debug'], true, 'debug: is true, but --debug leaves no run.json'],
])('a value that contradicts a calculated one is refused: %j = %j', async (path, value, told) => {
  const { run, file, manifest } = await sampledRun();
  writeFileSync(file, JSON.stringify(changed(manifest, path, value)));
  const [{ where, message }] = ((await outcomeOf(run)) as ConfigurationError).problems as [Problem];
  expect(`${where}: ${message}`).toBe(`${file}: ${told}: use the run.json that loadline wrote`);
});
