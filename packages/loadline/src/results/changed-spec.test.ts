import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SampledRun, writeSampledRun } from '../../../../tests/harness/sampled-run';
import type { RunSpec } from '../core/spec/run-spec';
import { makeRunResult } from './make-run-result';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-run-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function edit(of: string, change: (spec: RunSpec) => object): void {
  const file = join(of, 'run.json');
  const spec = JSON.parse(readFileSync(file, 'utf8')) as RunSpec;
  writeFileSync(file, JSON.stringify({ ...spec, ...change(spec) }));
}

const planned = (most: number) => (spec: RunSpec) => ({
  journeys: spec.journeys.map((journey) => ({ ...journey, planned: { min: 0, max: most } })),
});

const EDITS: [string, (spec: RunSpec) => object][] = [
  ['no planned iterations', planned(0)],
  ['a huge number of planned iterations', planned(1e9)],
  [
    'a schedule of fewer iterations',
    ({ journeys }) => ({
      journeys: journeys.map((journey) => ({ ...journey, schedule: { ...journey.schedule, rate: 1 } })),
    }),
  ],
  ['the opposite of `flat`', ({ flat }) => ({ flat: !flat })],
  ['no length of load', () => ({ loadMs: 0 })],
  ['no load at all', () => ({ debug: true })],
  ['no thresholds', () => ({ thresholds: [] })],
  ['a higher bound', ({ thresholds }) => ({ thresholds: thresholds.map((one) => ({ ...one, bound: 1e9 })) })],
  [
    'a `warn` instead of a `fail`',
    ({ thresholds }) => ({ thresholds: thresholds.map((one) => ({ ...one, level: 'warn' })) }),
  ],
  ['fewer instances', () => ({ instances: 1 })],
  ['more instances', ({ instances }) => ({ instances: instances + 1 })],
  ['another setting', () => ({ settings: [{ name: 'USERS', value: '1000', source: 'variable USERS' }] })],
];

describe.each<[string, SampledRun]>([
  ['one instance', {}],
  ['a flat instance', { isFlat: true }],
  ['two instances', { of: 2 }],
])('the run.json of %s', (_, run) => {
  const changing = EDITS.filter(([what]) => what !== 'fewer instances' || run.of === 2);

  it.each(changing)('that was changed to have %s is refused by name', async (_what, change) => {
    await writeSampledRun(folder, run);
    edit(folder, change);
    const refused = expect.objectContaining({
      where: expect.stringMatching(/run\.json/),
      message: expect.stringMatching(/put the original back|use the run\.json that loadline wrote/),
    });
    await expect(makeRunResult([folder])).rejects.toMatchObject({
      problems: expect.arrayContaining([refused]),
    });
  });

  it('is accepted in another layout and order', async () => {
    await writeSampledRun(folder, run);
    const file = join(folder, 'run.json');
    const entries = Object.entries(JSON.parse(readFileSync(file, 'utf8'))).toReversed();
    writeFileSync(file, JSON.stringify(Object.fromEntries(entries)));
    expect(await makeRunResult([folder])).toMatchObject({ verdict: 'pass', reasons: [] });
  });
});

describe('instances of two machines', () => {
  async function twoMachines(second: Partial<RunSpec>): Promise<[string, string]> {
    const folders = [join(folder, 'a'), join(folder, 'b')] as [string, string];
    await writeSampledRun(folders[0], { of: 2, numbers: [1] });
    await writeSampledRun(folders[1], { of: 2, numbers: [2], spec: second });
    return folders;
  }

  function copyInto([a, b]: [string, string]): void {
    for (const name of ['samples-2.csv.gz', 'end-2.json', 'k6-2.json'])
      copyFileSync(join(b, name), join(a, name));
  }

  const here = (value: string) => ({
    settings: [
      { name: 'USERS', value: '10', source: '--users' },
      { name: 'LOCATION', value, source: 'variable LOCATION' },
    ],
  });

  it('may differ in facts of the machine, also in one folder', async () => {
    const folders = await twoMachines(here('rack 2'));
    expect(await makeRunResult(folders)).toMatchObject({ verdict: 'pass', reasons: [] });
    copyInto(folders);
    expect(await makeRunResult([folders[0]])).toMatchObject({ verdict: 'pass', reasons: [] });
  });

  it('with different loads in one folder are refused, and the error names the instance', async () => {
    const folders = await twoMachines({ users: 1_000 });
    copyInto(folders);
    const message = expect.stringContaining('is not the one that instance 2 was started with');
    await expect(makeRunResult([folders[0]])).rejects.toMatchObject({
      problems: [{ where: join(folders[0], 'run.json'), message }],
    });
  });

  it('each have their run.json compared with their own record', async () => {
    const [a, b] = await twoMachines({});
    for (const one of [a, b]) edit(one, () => ({ thresholds: [] }));
    const refused = [a, b].map((one) => ({ where: join(one, 'run.json') }));
    await expect(makeRunResult([a, b])).rejects.toMatchObject({ problems: refused });
  });
});

it('a record without the hash of the spec makes the run invalid, and the reason names it', async () => {
  await writeSampledRun(folder);
  const file = join(folder, 'end-1.json');
  const { specHash: _, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify(rest));
  const { verdict, reasons } = await makeRunResult([folder]);
  expect(verdict).toBe('invalid');
  expect(reasons.join('\n')).toContain(`${file}: specHash`);
});
