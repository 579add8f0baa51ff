import { expect, test } from 'vitest';
import type { Aggregate } from '../../core/figures/aggregate';
import { itemsOf } from './items';
import { Deltas, type Dimensions } from './snapshot';

const DIMENSIONS: Dimensions = {
  run: 'r',
  test: 't',
  suite: 's',
  profile: 'p',
  environment: 'e',
  target: 'localhost:1',
};

function figures(count: number, failed: number, jobs: number): Aggregate {
  const duration = {
    count,
    min: 1,
    avg: 2.00049,
    med: 2,
    max: 4,
    percentiles: { p50: 2, p90: 3, p95: 3, p99: 4 },
  };
  const causes = { INTERNAL: failed };
  return {
    calls: [
      { call: 'Get', phase: 'load', count, failed, causes, duration },
      { call: 'Never', phase: 'load', count: 0, failed: 0, causes: {} },
    ],
    journeys: [{ journey: 'crud', started: 5, done: 3, causes: { job_failed: jobs } }],
  } as unknown as Aggregate;
}

test('figures hold what is new since the last ones, and calls and failures without news are left out', () => {
  const deltas = new Deltas(0);
  const items = (aggregate: Aggregate, atMs: number) =>
    itemsOf({ atMs, dimensions: DIMENSIONS, figures: deltas.next(aggregate, atMs) });
  expect(items(figures(10, 1, 0), 2_000)).toEqual([
    {
      ...DIMENSIONS,
      type: 'call',
      timeMs: 2_000,
      active: 2,
      call: 'Get',
      phase: 'load',
      count: 10,
      failed: 1,
      newCount: 10,
      newFailed: 1,
      perSecond: 5,
      failedPerSecond: 0.5,
      avg: 2,
      min: 1,
      max: 4,
      p50: 2,
      p90: 3,
      p95: 3,
      p99: 4,
    },
    {
      ...DIMENSIONS,
      type: 'failure',
      timeMs: 2_000,
      call: 'Get',
      phase: 'load',
      cause: 'INTERNAL',
      occurrences: 1,
    },
  ]);
  expect(items(figures(10, 1, 0), 3_000)).toEqual([]);
  expect(items(figures(14, 1, 2), 5_000)).toMatchObject([
    { type: 'call', count: 14, newCount: 4, newFailed: 0, perSecond: 2 },
    { type: 'failure', journey: 'crud', cause: 'job_failed', occurrences: 2 },
  ]);
});
