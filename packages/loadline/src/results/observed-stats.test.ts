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

it('a source that gives its last value again and again is silent from the time when three new ones are missing', () => {
  const frozen = (last: number) =>
    lines((second): Partial<ObservedLine> => {
      const at = BEGAN + Math.min(second, last) * 1_000;
      return { values: second <= last ? { queue: [second, at] } : {} };
    });
  const stats = observedStats(QUEUE, frozen(5), SPAN);
  // Four seconds after the last value it is three gaps late.
  expect(stats.silent).toEqual({ ms: 11_000, why: 'it gave only its last value again' });
  expect(stats).toMatchObject({ figures: { count: 6 }, expected: Math.round(6 / (1 - 11 / 20)) });
  expect(observedStats(QUEUE, frozen(18), SPAN)).not.toHaveProperty('silent');
});

it('the ages of two days of values are read', () => {
  const many = Array.from({ length: 150_000 }, (_, second): ObservedLine => {
    const at = BEGAN + second * 1_000;
    return { at, source: 'worker', values: { queue: [1, at - 7] } };
  });
  expect(observedStats(QUEUE, many, { beganMs: BEGAN, loadMs: 150_000_000 }).ageMaxMs).toBe(7);
});

it('values whose times are not those of the load say how far the clocks differ', () => {
  const off = (ms: number) =>
    observedStats(
      QUEUE,
      lines((second) => ({ values: { queue: [1, BEGAN + second * 1_000 + ms] } })),
      SPAN,
    );
  expect(off(60_000).silent).toEqual({
    ms: 20_000,
    why: 'the times of its values are 1 min ahead of the clock of this machine',
  });
  expect(off(-60_000).silent?.why).toContain('1 min behind');
  expect(off(500)).not.toHaveProperty('silent');
});
