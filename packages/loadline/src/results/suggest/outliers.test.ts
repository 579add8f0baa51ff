import { expect, test } from 'vitest';
import { simulatedRun } from '../../../../../tests/harness/simulated-run';
import type { CallStats } from '../../core/figures/aggregate';
import { compileThresholds } from '../../core/thresholds/compile-thresholds';
import type { ThresholdSet } from '../../core/thresholds/threshold';
import type { Result } from '../../core/verdict/result';
import { mulberry32 } from '../compare/bootstrap';
import { suggestThresholds } from './suggest-thresholds';
import { roundedUp } from './time-bound';

/** Runs whose GetVacancy has other figures. @param change gets the number of the run, from 0 */
function runsWith(count: number, change: (stats: CallStats, index: number) => Partial<CallStats>): Result[] {
  const random = mulberry32(1);
  return Array.from({ length: count }, (_, index): Result => {
    const run = simulatedRun(`run-${index}`, { random, spread: 0.04, failing: 0 });
    const calls = run.aggregate.calls.map((stats) =>
      stats.call === 'GetVacancy' ? { ...stats, ...change(stats, index) } : stats,
    );
    return { ...run, aggregate: { ...run.aggregate, calls } };
  });
}

/** Runs whose GetVacancy has this p95. */
function withP95(count: number, of: (index: number) => number): Result[] {
  return runsWith(count, ({ duration }, index) =>
    duration ? { duration: { ...duration, percentiles: { p95: of(index) } } } : {},
  );
}

function suggestedFor(runs: readonly Result[], set: ThresholdSet, id: string) {
  const { thresholds, problems } = compileThresholds(set, 'thresholds/vacancies.json');
  expect(problems).toEqual([]);
  const { suggestions, skipped } = suggestThresholds(runs, thresholds.common);
  return {
    suggestion: suggestions.find(({ threshold }) => threshold.id === id),
    skipped: skipped.find((one) => one.id === id)?.reason,
  };
}

test('a bound on failures is never below those of a run that is an outlier', () => {
  const runs = runsWith(8, (_, index) => ({ count: 1_000, failed: index === 3 ? 50 : 0 }));
  const entry = { failed: '10%', p95: '1s', why: 'x' };
  const { suggestion } = suggestedFor(runs, { calls: { GetVacancy: entry } }, 'calls.GetVacancy.failed');
  expect(suggestion).toMatchObject({
    threshold: { text: '5%', bound: 0.05 },
    now: '10%',
    brokenNow: 0,
    broken: 0,
    outliers: { runs: ['run-3'], limit: 0.015 },
  });
});

test('a bound on failures allows the largest share although it is a little more than a tenth of a percent', () => {
  const runs = runsWith(8, (_, index) => ({ count: 1e10, failed: index === 3 ? 500_000_001 : 0 }));
  const entry = { failed: '10%', p95: '1s', why: 'x' };
  const { suggestion } = suggestedFor(runs, { calls: { GetVacancy: entry } }, 'calls.GetVacancy.failed');
  expect(suggestion).toMatchObject({ threshold: { text: '5.1%' }, broken: 0 });
});

test('a bound on a time is never below that of a run that is an outlier', () => {
  const runs = withP95(100, (index) => (index === 3 ? 5_000 : 10 + 0.01 * index));
  const set = { calls: { GetVacancy: { p95: '20ms', why: 'x' } } };
  const { suggestion } = suggestedFor(runs, set, 'calls.GetVacancy.p95');
  expect(suggestion).toMatchObject({
    threshold: { text: '5s' },
    brokenNow: 1,
    broken: 0,
    outliers: { runs: ['run-3'] },
  });
  const alike = suggestedFor(
    withP95(100, (index) => 10 + 0.01 * index),
    set,
    'calls.GetVacancy.p95',
  );
  expect(alike.suggestion).toMatchObject({ broken: 0 });
  expect(alike.suggestion).not.toHaveProperty('outliers');
});

test('equal times give a bound that is this time, and no outliers: logarithms are not exact', () => {
  const set = { calls: { GetVacancy: { p95: '20s', why: 'x' } } };
  for (const ms of [3, 7.3, 12.4, 96.2, 100, 123.456, 995, 5_000]) {
    const { suggestion } = suggestedFor(
      withP95(8, () => ms),
      set,
      'calls.GetVacancy.p95',
    );
    expect(suggestion).not.toHaveProperty('outliers');
    expect(suggestion?.threshold.bound).toBe(Math.ceil(Math.max(ms, roundedUp(ms))));
  }
});

test('no bound on a time is above a day, which is the longest that a file may have', () => {
  const set = { calls: { GetVacancy: { p95: '20ms', why: 'x' } } };
  const runs = withP95(8, () => 86_399_999);
  const { suggestion } = suggestedFor(runs, set, 'calls.GetVacancy.p95');
  expect(suggestion?.threshold).toMatchObject({ text: '24h', bound: 86_400_000 });
  const changed = { calls: { GetVacancy: { p95: suggestion?.threshold.text ?? '', why: 'x' } } };
  expect(compileThresholds(changed, 'thresholds/vacancies.json').problems).toEqual([]);
});

test('samples that failed iterations lack are the reason where they are missing, not the length of the runs', () => {
  const times = { count: 33, expected: 390, min: 1, avg: 2, med: 2, max: 9, percentiles: { p95: 5 } };
  const runs = runsWith(8, () => ({})).map((run, index) => ({
    ...run,
    aggregate: {
      ...run.aggregate,
      custom: { to_done: { kind: 'times', ...times, ...(index === 0 && { count: 390 }) } as const },
    },
  }));
  const set = { metrics: { to_done: { p95: '20ms', why: 'x' } } };
  expect(suggestedFor(runs, set, 'metrics.to_done.p95').skipped).toBe(
    '7 of 8 runs lack the samples of failed iterations (33 of 390 measured): make runs in which fewer fail',
  );
});

test('calls and journeys that the suite as built does not bound get no bound', () => {
  const names = { journeyCalls: ['GetVacancy'], journeys: ['crud'] };
  const { suggestions, skipped } = suggestThresholds(
    runsWith(8, () => ({})),
    [],
    [],
    names,
  );
  expect(suggestions.map(({ threshold }) => threshold.id)).toEqual(['calls.GetVacancy.p95']);
  expect(skipped).toContainEqual({
    id: 'calls.GetVacancies.p95',
    reason: 'no journey of the suite makes this call',
  });
  expect(skipped).toContainEqual({
    id: 'journeys.listing.response.p95',
    reason: 'the suite has no such journey',
  });
});

test('few attempts are named as the reason where nothing failed', () => {
  const runs = runsWith(8, () => ({ count: 2, failed: 0 }));
  const set = { calls: { GetVacancy: { failed: '1%', minSamples: 1, why: 'x' } } };
  expect(suggestedFor(runs, set, 'calls.GetVacancy.failed').skipped).toBe(
    'too few attempts to bound failures (2 in a run): make longer runs',
  );
});

test.each([
  [
    '0 in most runs',
    (index: number) => (index === 7 ? 5 : 0),
    'these times are too near 0 to vary by a share',
  ],
  ['0 in all runs', () => 0, 'these times are too near 0 to vary by a share'],
  [
    'from a microsecond to weeks',
    (index: number) => 0.001 * 10 ** (1.7 * index),
    'these times vary too much: the limit is more than a day',
  ],
])('times that are %s get no bound, and the reason says so', (_, of, reason) => {
  const set = { calls: { GetVacancy: { p95: '20ms', why: 'x' } } };
  const found = suggestedFor(withP95(8, of), set, 'calls.GetVacancy.p95');
  expect(found).toEqual({ suggestion: undefined, skipped: reason });
});

test('a missing bound is not added to an entry whose `minSamples` it can never reach', () => {
  const runs = runsWith(8, () => ({}));
  const few = 'runs have too few samples (2000 of 100000 samples): make longer runs';
  const entry = { failed: '1%', minSamples: 100_000, why: 'x' };
  expect(suggestedFor(runs, { calls: { GetVacancy: entry } }, 'calls.GetVacancy.p95')).toEqual({
    suggestion: undefined,
    skipped: `8 of 8 ${few}`,
  });
  // The bound is added to the entry for every profile: its own number counts.
  const { thresholds } = compileThresholds(
    {
      calls: { GetVacancy: { failed: '1%', why: 'x' } },
      profiles: { load: { calls: { GetVacancy: entry } } },
    },
    'thresholds/vacancies.json',
  );
  const { load = [] } = thresholds.profiles;
  const { suggestions } = suggestThresholds(runs, load, thresholds.common);
  expect(suggestions.map(({ threshold }) => threshold.id)).toContain('calls.GetVacancy.p95');
});
