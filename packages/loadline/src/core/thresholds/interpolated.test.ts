import { describe, expect, it } from 'vitest';
import { Latencies } from '../../results/samples/latencies';
import { areApart, interpolatedByK6, signOf } from './interpolated';

describe('a percentile that no call took', () => {
  const ofSamples = (...samples: number[]) => {
    const latencies = new Latencies();
    for (const ms of samples) latencies.add(ms);
    return latencies.times();
  };

  it('is marked when it lies between two samples that are far apart', () => {
    // Half of the calls took 10 ms, the other half 5 s: none took the 2.5 s of the median.
    const halves = ofSamples(...Array.from({ length: 100 }, (_, i) => (i < 50 ? 10 : 5_000)));
    expect(halves?.med).toBeCloseTo(2_505, -1);
    expect(halves?.interpolated).toEqual(['p50']);
    expect(signOf(halves, 'p50')).toBe('~');
    expect(signOf(halves, 'med')).toBe('~');
    expect(signOf(halves, 'p95')).toBe('');
    expect(signOf(halves, 'max')).toBe('');
  });

  it('is not marked when it is a sample, or its neighbours are close', () => {
    expect(ofSamples(100, 900)?.interpolated).toContain('p99');
    expect(ofSamples(900)).not.toHaveProperty('interpolated');
    expect(ofSamples(...Array.from({ length: 50 }, (_, i) => 1_000 + i))).not.toHaveProperty('interpolated');
    // Rank 50 of 0 to 100 is a sample.
    expect(
      ofSamples(...Array.from({ length: 101 }, (_, i) => (i < 50 ? 1 : 1_000)))?.interpolated,
    ).toBeUndefined();
  });

  it('from k6 is marked when it has fewer samples than it needs', () => {
    const times = (count: number) => ({
      count,
      min: 1,
      avg: 5,
      med: 5,
      max: 9,
      percentiles: { p50: 5, p90: 6, p95: 7, p99: 8 },
    });
    expect(interpolatedByK6(times(2))).toEqual(['p90', 'p95', 'p99']);
    // Rank 9 of 0 to 10 is a sample.
    expect(interpolatedByK6(times(11))).toEqual(['p95', 'p99']);
    expect(interpolatedByK6(times(100))).toEqual([]);
    expect(interpolatedByK6({ ...times(2), max: 1 })).toEqual([]);
  });

  it('needs neighbours that differ by more than a twentieth', () => {
    expect(areApart(95, 100)).toBe(false);
    expect(areApart(94, 100)).toBe(true);
    expect(areApart(0, 0)).toBe(false);
  });
});
