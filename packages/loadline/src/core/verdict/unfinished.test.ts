import { expect, test } from 'vitest';
import { workOf } from '../../../../../tests/harness/example-spec';
import type { Aggregate } from '../figures/aggregate';
import { warnOfUnfinished } from './unfinished';

const WORK = [{ metric: 'unfinished', what: 'requests' }];
const JOURNEYS = workOf({ submission: { metrics: ['unfinished'] }, other: {} });
const JUDGEMENT = { verdict: 'fail', reasons: ['slow'], warnings: ['first'], thresholds: [] } as const;

/** Makes an aggregate. @param interrupted number of interrupted iterations of `submission` */
function aggregate(count: number | undefined, interrupted: number): Aggregate {
  const journeys = [
    { journey: 'submission', interrupted },
    { journey: 'other', interrupted: 7 },
  ];
  return { custom: count === undefined ? {} : { unfinished: { count } }, journeys } as unknown as Aggregate;
}

test.each([
  [
    'counted',
    59,
    0,
    /^59 requests of this run were still unfinished at its end, as far as its iterations saw:/,
  ],
  ['cut', undefined, 3, /^3 requests .* saw \(3 of them in iterations that were cut\):/],
  ['both', 59, 3, /^62 requests .* saw \(3 of them in iterations that were cut\):/],
])('unfinished work of a run is a warning: %s', (_what, count, cut, warning) => {
  const warned = warnOfUnfinished(JUDGEMENT, WORK, aggregate(count, cut), JOURNEYS);
  expect(warned).toEqual({ ...JUDGEMENT, warnings: ['first', expect.stringMatching(warning)] });
});

test('a run without unfinished work gets no warning, nor does a suite that does not count it', () => {
  expect(warnOfUnfinished(JUDGEMENT, WORK, aggregate(0, 0), JOURNEYS)).toBe(JUDGEMENT);
  expect(warnOfUnfinished(JUDGEMENT, WORK, aggregate(undefined, 0), JOURNEYS)).toBe(JUDGEMENT);
  expect(warnOfUnfinished(JUDGEMENT, [], aggregate(1, 1), JOURNEYS)).toBe(JUDGEMENT);
});
