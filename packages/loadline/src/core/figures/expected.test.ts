import { expect, it } from 'vitest';
import { measuredOften, withExpected } from './expected';
import { aggregateFromK6 } from './from-k6';

it('own times tell how many there should be, and others do not', () => {
  const times = { count: 33, min: 1, avg: 1, med: 1, max: 1 };
  const metrics = {
    time_to_done: { values: times },
    time_to_host: { values: times },
    polls: { values: { count: 500 } },
    'journey_failed{journey:crud}': { values: { passes: 357, fails: 33 } },
    'journey_failed{journey:plain}': { values: { passes: 0, fails: 100 } },
  };
  const planned = { crud: { min: 390, max: 390 }, plain: { min: 100, max: 100 } };
  const journeyShapes = {
    crud: { calls: [], metrics: ['time_to_done', 'polls'] },
    plain: { calls: [], metrics: [] },
  };
  const custom = { time_to_done: 'times', time_to_host: 'times', polls: 'count' } as const;
  const shape = { loadMs: 1_000, rows: [], planned, steps: [], rules: [], custom, journeyShapes };
  const aggregate = aggregateFromK6({ metrics }, shape);
  expect(aggregate.custom?.time_to_done).toMatchObject({ count: 33, expected: 390 });
  expect(aggregate.custom?.time_to_host).not.toHaveProperty('expected');
  expect(aggregate.custom?.polls).toEqual({ count: 500 });
  // Runs of earlier versions do not tell what their journeys measure.
  expect(withExpected({ ...aggregate, custom: {} }).custom).toEqual({});
});

it('is shown where some are missing', () => {
  expect(measuredOften({ count: 33, expected: 390 })).toBe('33 of 390');
  expect(measuredOften({ count: 390, expected: 390 })).toBe('390');
  expect(measuredOften({ count: 800, expected: 390 })).toBe('800');
  expect(measuredOften({ count: 5 }, (count) => `${count}x`)).toBe('5x');
});
