import { expect, it } from 'vitest';
import type { ObservedSeries } from '../core/observed/source';
import { BoundsReader } from '../core/thresholds/bounds';
import { observedThresholds } from '../core/thresholds/observed-thresholds';
import type { ThresholdResult } from '../core/verdict/judge';
import type { ObservedLine } from './observed-file';
import { whereItHurts } from './where-it-hurts';

const BEGAN = 1_000_000;
const SPAN = { beganMs: BEGAN, loadMs: 180_000 };
/** The second of the load in which the first threshold breaks and then stays broken. */
const BROKE = 120;

function series(name: string, unit: string, threshold?: object): ObservedSeries {
  const thresholds = observedThresholds(threshold, '', { series: name, unit }, new BoundsReader('file'));
  return { name, source: 'worker', from: 'f', unit, thresholds };
}

const SERIES = ['queue', 'cpu', 'memory', 'files', 'same'].map((name) =>
  series(name, name === 'cpu' ? '%' : 'things'),
);

/** From 90 s on, the queue grows much, the CPU and files a little, and memory falls; one series stays the same. */
function reading(second: number): ObservedLine {
  const swing = second % 2 === 0 ? 1 : -1;
  const isLate = second >= BROKE - 30;
  const values = {
    queue: [10 + swing + (isLate ? 90 : 0)],
    cpu: [0.5 + 0.1 * swing + (isLate ? 0.4 : 0)],
    memory: [100 + 2 * swing - (isLate ? 20 : 0)],
    files: [50 + 10 * swing + (isLate ? 30 : 0)],
    same: [5],
  } as const;
  return { at: BEGAN + second * 1_000, source: 'worker', values };
}

function broken(second: number, ...ids: string[]): ObservedLine {
  return { at: BEGAN + second * 1_000, source: '', broken: ids };
}

const READINGS = Array.from({ length: 180 }, (_, second) => reading(second));
// One that recovers is not the first; one that is not broken at the end does not count.
const RECORDS = [
  broken(20, 'journeys.a.failed'),
  broken(25),
  broken(60, 'other'),
  broken(BROKE, 'journeys.a.failed', 'other'),
];

function result(id: string): ThresholdResult {
  return { id, level: 'fail', outcome: 'broken', bound: '≤ 1%', why: 'w' };
}

it('the three series that changed most before the first threshold broke are named in a sentence, without a cause', () => {
  const judgement = { verdict: 'fail', thresholds: [result('journeys.a.failed')] } as const;
  expect(whereItHurts(SERIES, [...READINGS, ...RECORDS], SPAN, judgement)).toBe(
    'in the 30 s before journeys.a.failed broke, 2 min after the start of the load, these observed series changed most, compared with the time before: queue rose by 90 standard deviations, from 10 things to 100 things, memory fell by 10 standard deviations, from 100 things to 80 things, cpu rose by 4 standard deviations, from 50% to 90%; this does not say why',
  );
  expect(
    whereItHurts(SERIES, [...READINGS, ...RECORDS], SPAN, { ...judgement, verdict: 'invalid' }),
  ).toBeUndefined();
  expect(whereItHurts(SERIES, READINGS, SPAN, judgement)).toBeUndefined();
  expect(
    whereItHurts([series('same', 'things')], [...READINGS, ...RECORDS], SPAN, judgement),
  ).toBeUndefined();
  const early = [...READINGS, broken(35, 'journeys.a.failed')];
  expect(whereItHurts(SERIES, early, SPAN, judgement)).toBeUndefined();
});

it('a bound on the highest value of a series breaks with the first value past it', () => {
  const bounded = [series('queue', 'things', { max: 50, why: 'w' }), ...SERIES.slice(1)];
  const judgement = { verdict: 'fail', thresholds: [result('observed.queue.max')] } as const;
  // At 1:30 nothing has changed yet.
  expect(whereItHurts(bounded, READINGS, SPAN, judgement)).toBeUndefined();
  const later = READINGS.map((line, second): ObservedLine => {
    const { queue } = reading(0).values ?? {};
    return second < BROKE && queue ? { ...line, values: { ...line.values, queue } } : line;
  });
  expect(whereItHurts(bounded, later, SPAN, judgement)).toMatch(
    /^in the 30 s before observed\.queue\.max broke, 2 min after .*: memory fell by 10 standard deviations/,
  );
});

/** Two series of a source that is read rarely: from `since` on, each value of `pods` is higher, `nodes` stays the same. */
function rare(everyS: number, since: number): ObservedLine[] {
  return Array.from({ length: Math.ceil(900 / everyS) }, (_, index): ObservedLine => {
    const second = index * everyS;
    const values = { pods: [10 + (index % 2) + (second >= since ? 30 : 0)], nodes: [3] } as const;
    return { at: BEGAN + second * 1_000, source: 'cluster', values };
  });
}

const RARE = ['pods', 'nodes'].map((name) => ({ ...series(name, 'things'), source: 'cluster' }));
const LONG = { beganMs: BEGAN, loadMs: 900_000 };
const FAILED = { verdict: 'fail', thresholds: [result('journeys.a.failed')] } as const;

it('a series whose values come every 10 s or more is looked at over a longer time, which the sentence says', () => {
  for (const [everyS, windowS] of [
    [10, 60],
    [15, 90],
    [50, 300],
  ] as const) {
    const lines = [...rare(everyS, 840 - windowS), broken(840, 'journeys.a.failed')];
    expect(whereItHurts(RARE, lines, LONG, FAILED), `every ${everyS} s`).toMatch(
      new RegExp(`^in the ${windowS} s before journeys\\.a\\.failed broke, 14 min .*: pods rose by \\d+`),
    );
  }
  const often = Array.from({ length: 900 }, (_, second): ObservedLine => {
    const queue = 10 + (second % 2) + (second >= 810 ? 90 : 0);
    return { at: BEGAN + second * 1_000, source: 'worker', values: { queue: [queue] } };
  });
  const both = [...often, ...rare(10, 780), broken(840, 'journeys.a.failed')];
  expect(whereItHurts([...SERIES, ...RARE], both, LONG, FAILED)).toMatch(
    /^in the 30 s before journeys\.a\.failed broke, .*: queue rose by 180 .*, pods \(in the 60 s before\) rose by /,
  );
});

it('series with too few values, because they come rarely, are named', () => {
  const brokeAt = (second: number) => broken(second, 'journeys.a.failed');
  const text = 'the values of pods, nodes came too rarely to be compared';
  expect(whereItHurts(RARE, [...rare(60, 600), brokeAt(840)], LONG, FAILED)).toBe(
    `when journeys.a.failed broke, 14 min after the start of the load, ${text} with the time before`,
  );
  expect(whereItHurts(RARE, [...rare(10, 60), brokeAt(90)], LONG, FAILED)).toContain(text);
  const both = [...READINGS, ...rare(30, 60), ...RECORDS];
  expect(whereItHurts([...SERIES, ...RARE], both, LONG, FAILED)).toMatch(
    new RegExp(`^in the 30 s before .*: queue rose .*; this does not say why; ${text}$`),
  );
});
