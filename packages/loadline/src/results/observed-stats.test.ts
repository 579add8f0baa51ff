import { expect, it } from 'vitest';
import type { ObservedSeries } from '../core/observed/source';
import type { ObservedLine } from './observed-file';
import { observedStats } from './observed-stats';

const BEGAN = 1_000_000;
const SPAN = { beganMs: BEGAN, loadMs: 20_000 };
const QUEUE: ObservedSeries = {
  name: 'queue',
  source: 'worker',
  from: 'a page',
  unit: 'jobs',
  thresholds: [],
};

/** A reading in each second from 5 s before the load to 5 s after it, with the second as value. */
function lines(
  of: (second: number) => Partial<ObservedLine> = (second) => ({ values: { queue: [second] } }),
) {
  return Array.from({ length: 30 }, (_, index): ObservedLine => {
    const second = index - 5;
    return { at: BEGAN + second * 1_000, source: 'worker', ...of(second) };
  });
}

it('figures are those of the load only, percentiles lie between two values', () => {
  const stats = observedStats(QUEUE, lines(), SPAN);
  expect(stats.figures).toMatchObject({ count: 21, min: 0, avg: 10, med: 10, max: 20 });
  expect(stats.figures?.percentiles).toMatchObject({ p95: 19, p99: 19.8 });
  expect(stats.points.seconds).toBe(1);
  expect(stats.points.values).toHaveLength(20);
  expect(stats.points.values.slice(0, 3)).toEqual([0, 1, 2]);
  expect(stats).not.toHaveProperty('silent');
  expect(stats).not.toHaveProperty('ageMaxMs');
});

it('a silent source is reported with its time, its reason, and the expected number of values', () => {
  const stats = observedStats(
    QUEUE,
    lines((second) => (second >= 5 && second < 10 ? { error: 'away' } : { values: { queue: [second] } })),
    SPAN,
  );
  expect(stats.silent).toEqual({ ms: 5_000, why: 'away' });
  expect(stats).toMatchObject({ figures: { count: 16 }, expected: 21 });
  const lost = observedStats(
    QUEUE,
    lines(() => ({ missing: { queue: 'not there' }, values: { other: [1] } })),
    SPAN,
  );
  expect(lost.silent).toEqual({ ms: 20_000, why: 'not there' });
  expect(lost).not.toHaveProperty('figures');
  expect(observedStats(QUEUE, [], SPAN).silent).toEqual({ ms: 20_000, why: 'it was not read' });
});

it('a value counts at its own time, and has an age', () => {
  const stats = observedStats(
    QUEUE,
    lines((second): Partial<ObservedLine> => {
      if (second % 5 !== 0) return { values: {} };
      return { values: { queue: [second, BEGAN + second * 1_000 - 2_000] } };
    }),
    SPAN,
  );
  expect(stats.ageMaxMs).toBe(2_000);
  // The values of the seconds 5, 10, 15 and 20 are of the load; that of its start is older than the load.
  expect(stats.figures).toMatchObject({ count: 4, min: 5, max: 20 });
  expect(stats).not.toHaveProperty('silent');
});

it('a load that did not begin has no figures, a long one a point for several seconds', () => {
  expect(observedStats(QUEUE, lines(), { ...SPAN, beganMs: undefined })).not.toHaveProperty('figures');
  const long = observedStats(QUEUE, lines(), { ...SPAN, loadMs: 2 * 3_600_000 });
  expect(long.points.seconds).toBe(2);
  expect(long.points.values.slice(0, 4)).toEqual([1, 3, 5, 7]);
  expect(long.points.values).toHaveLength(3_600);
});
