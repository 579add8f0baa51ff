import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import type { Threshold } from '../../core/thresholds/threshold';
import type { Result } from '../../core/verdict/result';
import { alsoBroken, proofsOf, type ThresholdProof } from './proof';

const P95: Threshold = {
  id: 'metrics.time_to_page.p95',
  level: 'fail',
  subject: { of: 'metric', metric: 'time_to_page', measure: 'duration' },
  ...({ stat: 'p95', op: '<=', bound: 3_000, text: '3s' } as const),
  minSamples: 1,
  why: 'test',
};
const LATE = { kind: 'latency', ms: 3_320 } as const;
const EARLY = { kind: 'latency', ms: 350 } as const;

/** A run of 100 iterations in which so many measured the time. */
function run(ms: number, count: number, runId: string): Result {
  const { spec, aggregate, ...others } = exampleResult({ seconds: 2 });
  const times = { count, expected: 100, min: ms, avg: ms, med: ms, max: ms, percentiles: { p95: ms } };
  return {
    ...others,
    verdict: 'pass',
    spec: { ...spec, runId, thresholds: [P95] },
    aggregate: { ...aggregate, custom: count === 0 ? {} : { time_to_page: times } },
  };
}

function proofOf(healthy: Result, late: Result, early?: Result): ThresholdProof | undefined {
  const faults = [{ fault: LATE, aims: ['fail metrics.time_to_page.p95'] }];
  const runs = [...(early ? [{ fault: EARLY, result: early }] : []), { fault: LATE, result: late }];
  return proofsOf([P95], healthy, { faults, outOfReach: [], runs })[0];
}

it.each<[string, Result, string]>([
  [
    'was not judged',
    run(3_600, 80, 'p-2'),
    'with replies 3.3 s late it is not judged, too few samples: 80 of 100 measured',
  ],
  ['did not happen', run(0, 0, 'p-2'), 'with replies 3.3 s late it did not happen at all'],
])('a threshold that %s in the run with its fault is not asleep', (_, late, reason) => {
  const healthy = run(20, 100, 'p-1');
  const expected = { outcome: 'could not be reached', reason: expect.stringContaining(reason) };
  expect(proofOf(healthy, late)).toMatchObject(expected);
  // A smaller fault, which aims at another threshold, says nothing about this one.
  expect(proofOf(healthy, late, run(370, 100, 'p-3'))).toMatchObject(expected);
});

it('a threshold that was judged in the run with its fault, and held, is asleep', () => {
  expect(proofOf(run(20, 100, 'p-1'), run(50, 100, 'p-2'))).toMatchObject({
    outcome: 'asleep',
    reason: expect.stringContaining('with replies 3.3 s late it is 50.0 ms'),
  });
});

it.each<[string, Result]>([
  ['beyond its bound', run(3_600, 80, 'p-1')],
  ['within its bound', run(20, 80, 'p-1')],
])('a threshold that was not judged without a fault, %s, does not hold there', (_, healthy) => {
  const broken = run(3_900, 100, 'p-2');
  expect(proofOf(healthy, broken)).toMatchObject({
    outcome: 'could not be reached',
    reason: 'not judged without a fault, too few samples: 80 of 100 measured',
  });
  expect(alsoBroken([P95], { fault: { kind: 'reset', share: 0.3 }, result: broken }, healthy)).toEqual([]);
});

it('a threshold without a sample in the run without a fault does not hold there', () => {
  expect(proofOf(run(0, 0, 'p-1'), run(3_900, 100, 'p-2'))).toMatchObject({
    outcome: 'could not be reached',
    reason: 'without a fault it did not happen at all',
  });
});
