import { expect, it } from 'vitest';
import { exampleResult } from '../../../../tests/harness/example-result';
import { disagreements } from './cross-check';

it('dropped iterations that k6 counts and its samples do not contain are reported', () => {
  const k6 = exampleResult();
  expect(disagreements(k6.aggregate, k6)).toEqual([]);
  const [first, ...others] = k6.aggregate.journeys;
  if (!first) throw new Error('the example has no journey');
  const journeys = [{ ...first, dropped: first.dropped + 3 }, ...others];
  expect(disagreements({ ...k6.aggregate, journeys }, k6)).toEqual([
    `k6 counts ${first.dropped} dropped iterations of crud, its samples hold ${first.dropped + 3}: keep both files and report this`,
  ]);
});

it('iterations that failed for k6 and succeeded in its samples are reported', () => {
  const k6 = exampleResult();
  const [first, ...others] = k6.aggregate.journeys;
  if (!first) throw new Error('the example has no journey');
  const journeys = [{ ...first, failed: first.failed + 2 }, ...others];
  expect(disagreements(k6.aggregate, { ...k6, aggregate: { ...k6.aggregate, journeys } })).toEqual([
    `k6 counts ${first.failed + 2} failed iterations of crud, its samples hold ${first.failed}: keep both files and report this`,
  ]);
});

it('calls and journeys that only one side has are reported', () => {
  const k6 = exampleResult();
  const none = { ...k6, aggregate: { ...k6.aggregate, calls: [], journeys: [] } };
  const found = disagreements(k6.aggregate, none).join();
  for (const name of [...k6.aggregate.journeys.map(({ journey }) => journey), 'calls of'])
    expect(found).toContain(name);
});
