import { expect, it } from 'vitest';
import { apart, type ReadInstance } from './doubts';

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
