import { expect, it } from 'vitest';
import type { Aggregate } from '../core/figures/aggregate';
import type { RunSpec } from '../core/spec/run-spec';
import { apart, type ReadInstance, sampleDoubts } from './doubts';

/** Makes instances that started their loads this many ms after the first one. */
function instances(...offsetsMs: number[]): ReadInstance[] {
  return offsetsMs.map(
    (ms, index) =>
      ({ number: index + 1, samples: { beganAtMs: () => 1_000_000 + ms } }) as unknown as ReadInstance,
  );
}

it.each([
  ['2 s of a short load', 2_000, 60_000, false],
  ['more than 2 s of a short load', 2_001, 60_000, true],
  ['2 % of a long load', 12_000, 600_000, false],
  ['more than 2 % of a long load', 12_001, 600_000, true],
  ['an hour', 3_600_000, 600_000, true],
])('instances that began %s apart', (_, ms, loadMs, isInvalid) => {
  const found = apart(instances(0, ms), loadMs);
  expect([found.invalid.length, found.warnings.length]).toEqual(isInvalid ? [1, 0] : [0, 1]);
});

it('the first and the last start of all instances count, in any order', () => {
  expect(apart(instances(1_500, 3_000, 0), 60_000).invalid).toEqual([
    expect.stringMatching(/^instance 2 began its load 3 s after instance 3, more than 2 s apart/),
  ]);
});

it.each([
  [27, 0, 1],
  [27, 40, 1],
  [27, 1_400, 0],
  [33, 1_400, 0],
  [34, 1_400, 1],
])('%i iterations of 25 to 26 in 5 s, with a standstill of %i ms: %i doubts', (done, lagMs, doubts) => {
  const spec = { loadMs: 5_000, instances: 1, flat: true } as RunSpec;
  const aggregate = {
    journeys: [{ journey: 'crud', started: 0, dropped: 0, done, planned: { min: 25, max: 26 } }],
    generatorLag: { max: lagMs },
  } as unknown as Aggregate;
  expect(sampleDoubts(spec, [], aggregate)).toHaveLength(doubts);
});
