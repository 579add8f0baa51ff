import { describe, expect, it } from 'vitest';
import type { Times } from '../figures/aggregate';
import { areSurvivors, evaluate, type Stats, samplesNeeded } from './evaluate';
import type { Threshold } from './threshold';

function threshold(stat: string, change: Partial<Threshold> = {}): Threshold {
  return {
    id: `calls.Get.${stat}`,
    level: 'fail',
    subject: { of: 'call', call: 'Get', measure: 'duration' },
    stat,
    op: '<=',
    bound: 500,
    text: '500ms',
    why: 'because',
    ...change,
  };
}

function times(count: number, ms: number): Stats {
  const percentiles = { p50: ms, p95: ms, p99: ms, 'p99.9': ms };
  const figures: Times = { count, min: ms, avg: ms, med: ms, max: ms, percentiles };
  return { count, times: figures };
}

describe('a threshold needs', () => {
  it.each([
    ['p50', 2],
    ['med', 2],
    ['p90', 10],
    ['p95', 20],
    ['p97.5', 40],
    ['p99', 100],
    ['p99.9', 1_000],
    ['p99.99', 10_000],
    ['p0', 1],
    ['p100', 1],
    ['avg', 1],
    ['min', 1],
    ['max', 1],
    ['share', 1],
    ['perStream', 1],
    ['rate', 1],
  ])('on %s: %i samples', (stat, needed) => {
    expect(samplesNeeded(threshold(stat))).toBe(needed);
  });

  it('the number in its file instead', () => {
    expect(samplesNeeded(threshold('p99', { minSamples: 5 }))).toBe(5);
    expect(samplesNeeded(threshold('share', { minSamples: 50 }))).toBe(50);
  });
});

describe('a threshold', () => {
  it.each<[string, Threshold, Stats, string]>([
    ['without a sample', threshold('p95'), { count: 0 }, 'no data'],
    ['whose figure is missing', threshold('p97'), times(100, 1), 'no data'],
    ['with one sample too few', threshold('p95'), times(19, 900), 'not judged'],
    ['with just enough samples, which break it,', threshold('p95'), times(20, 900), 'broken'],
    ['with just enough samples, which keep it,', threshold('p95'), times(20, 100), 'held'],
    ['whose figure equals its bound', threshold('p95'), times(20, 500), 'held'],
    ['on p99.9 with one sample', threshold('p99.9'), times(1, 100), 'not judged'],
    ['on failures with one sample', threshold('share', { bound: 0 }), { count: 1, failed: 1 }, 'broken'],
    ['on a rate', threshold('rate', { op: '>=', bound: 2 }), { count: 19, lengthMs: 10_000 }, 'broken'],
    [
      'on a rate that equals',
      threshold('rate', { op: '>=', bound: 2 }),
      { count: 20, lengthMs: 10_000 },
      'held',
    ],
    [
      'on messages that no stream had',
      threshold('perStream', { op: '>=', bound: 1 }),
      { count: 3, messages: 0 },
      'broken',
    ],
    [
      'on messages that equal',
      threshold('perStream', { op: '>=', bound: 1 }),
      { count: 3, messages: 3 },
      'held',
    ],
    [
      'on messages without a stream',
      threshold('perStream', { op: '<=', bound: 1 }),
      { count: 0, messages: 0 },
      'no data',
    ],
    [
      'with fewer samples than its file requires',
      threshold('max', { minSamples: 3 }),
      times(2, 900),
      'not judged',
    ],
    ['on survivors', threshold('p95'), { ...times(33, 100), expected: 390 }, 'not judged'],
    ['on nine of ten', threshold('avg'), { ...times(9, 100), expected: 10 }, 'held'],
  ])('%s: %s', (_, threshold, stats, outcome) => {
    expect(evaluate(threshold, stats).outcome).toBe(outcome);
  });

  it('has the measured figure and its number of samples, even when it is not judged', () => {
    expect(evaluate(threshold('p99'), times(7, 900))).toEqual({
      outcome: 'not judged',
      measured: 900,
      samples: 7,
      needed: 100,
    });
  });
});

it('the samples come from survivors only when more than a tenth is missing', () => {
  expect(areSurvivors({ count: 90, expected: 100 })).toBe(false);
  expect(areSurvivors({ count: 89, expected: 100 })).toBe(true);
  expect(areSurvivors({ count: 5 })).toBe(false);
  // An iteration may measure several times, so more samples than expected are fine.
  expect(areSurvivors({ count: 300, expected: 100 })).toBe(false);
});
