import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import { observedOf } from './observed';
import { observedLineText } from './observed-file';
import { runFiles } from './run-folder';

const MINUTES = 20;
const LOAD_MS = MINUTES * 60_000;
const BEGAN = 1_000_000;

async function warningsOf(curve: readonly { atMs: number; users: number }[], offsetMs = 0) {
  const folder = await tempFolder();
  const lines = Array.from({ length: MINUTES * 12 }, (_, index) =>
    observedLineText({
      at: BEGAN - offsetMs + index * 5_000,
      source: 'service',
      values: { memory: [1e8 + index * 1e6], cpu: [0.5 + 0.1 * Math.sin(index)] },
    }),
  );
  writeFileSync(runFiles.observed(folder, 1), lines.join(''));
  const series = { source: 'service', from: 'f', thresholds: [] };
  const observed = [
    { ...series, name: 'memory', unit: 'bytes' },
    { ...series, name: 'cpu', unit: '%' },
  ];
  const instances = [
    { number: 2, folder: 'elsewhere' },
    { number: 1, folder, offsetMs },
  ];
  const { stats, warnings } = observedOf({ observed, curve }, instances, BEGAN, { loadMs: LOAD_MS });
  expect(stats.map(({ figures }) => figures?.count)).toEqual([MINUTES * 12, MINUTES * 12]);
  return warnings;
}

it('a series that grows under constant load is named with its slope, also by the clock of another machine', async () => {
  const constant = [
    { atMs: 0, users: 5 },
    { atMs: LOAD_MS, users: 5 },
  ];
  const named = [
    'observed memory looks like a leak: under constant load it grows by 720 MB per hour (95 % interval 720 MB to 720 MB), by 88.68% in 13 min 17 s',
  ];
  expect(await warningsOf(constant)).toEqual(named);
  expect(await warningsOf(constant, 3_600_000)).toEqual(named);
});

it('a series that grows with the users is no leak', async () => {
  const growing = [
    { atMs: 0, users: 0 },
    { atMs: LOAD_MS, users: 50 },
  ];
  expect(await warningsOf(growing)).toEqual([]);
});
