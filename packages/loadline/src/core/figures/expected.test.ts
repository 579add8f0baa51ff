import { expect, it } from 'vitest';
import { exampleJourney, exampleSpec } from '../../../../../tests/harness/example-spec';
import { measuredOften, withExpected } from './expected';
import { aggregateFromK6 } from './from-k6';

it('own times have an expected number of samples, and counts do not', () => {
  const times = { count: 33, min: 1, avg: 1, med: 1, max: 1 };
  const metrics = {
    time_to_done: { values: times },
    time_to_host: { values: times },
    polls: { values: { count: 500 } },
    'journey_failed{journey:crud}': { values: { passes: 357, fails: 33 } },
    'journey_failed{journey:plain}': { values: { passes: 0, fails: 100 } },
  };
  const kinds = { time_to_done: 'times', time_to_host: 'times', polls: 'count' } as const;
  const spec = exampleSpec({
    journeys: [
      exampleJourney('crud', 390, { metrics: ['time_to_done', 'polls'] }),
      exampleJourney('plain', 100),
    ],
    metrics: { kinds, filters: [], unfinished: [] },
  });
  const aggregate = aggregateFromK6({ metrics }, spec);
  expect(aggregate.custom?.time_to_done).toMatchObject({ count: 33, expected: 390 });
  expect(aggregate.custom?.time_to_host).not.toHaveProperty('expected');
  expect(aggregate.custom?.polls).toEqual({ count: 500 });
  expect(withExpected({ ...aggregate, custom: {} }).custom).toEqual({});
});

it('the expected number is shown when samples are missing', () => {
  expect(measuredOften({ count: 33, expected: 390 })).toBe('33 of 390');
  expect(measuredOften({ count: 390, expected: 390 })).toBe('390');
  expect(measuredOften({ count: 800, expected: 390 })).toBe('800');
  expect(measuredOften({ count: 5 }, (count) => `${count}x`)).toBe('5x');
});
