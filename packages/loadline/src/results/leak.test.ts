import { describe, expect, it } from 'vitest';
import { findLeak } from './leak';
import type { ObservedPoint } from './observed-stats';

/** Random numbers from 0 to 1, always the same ones. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

const random = randomNumbers(2_026);

function between(low: number, high: number): number {
  return low + (high - low) * random();
}

function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Values that depend on the ones before them. @param memory share of the last one that stays: 0 for white noise */
function noise(length: number, deviation: number, memory: number): number[] {
  let last = normal() * deviation;
  return Array.from({ length }, () => {
    last = memory * last + Math.sqrt(1 - memory ** 2) * deviation * normal();
    return last;
  });
}

function sawTooth(length: number, height: number, period: number): number[] {
  const phase = random() * period;
  return Array.from({ length }, (_, second) => (height * ((second + phase) % period)) / period);
}

function warmUp(length: number, height: number, constant: number): number[] {
  return Array.from({ length }, (_, second) => height * (1 - Math.exp(-second / constant)));
}

/** Time between two values of a generated series. */
const EVERY_MS = 5_000;

function series(...parts: readonly (readonly number[])[]): ObservedPoint[] {
  return (parts[0] ?? []).map((_, second) => ({
    atMs: second * EVERY_MS,
    value: 100 + parts.reduce((sum, part) => sum + (part[second] ?? 0), 0),
  }));
}

/** From 10 to 60 minutes. */
const length = () => Math.round(between(121, 720));

const HARMLESS: Readonly<Record<string, () => ObservedPoint[]>> = {
  noise: () => series(noise(length(), between(1, 40), 0)),
  'noise with a memory': () => series(noise(length(), between(1, 40), between(0.5, 0.95))),
  'saw-tooth': () => {
    const seconds = length();
    return series(
      sawTooth(seconds, between(10, 200), between(5, seconds / 2)),
      noise(seconds, between(0, 5), 0),
    );
  },
  'warm-up': () => {
    const seconds = length();
    return series(
      warmUp(seconds, between(10, 300), between(0.01, 0.2) * seconds),
      noise(seconds, between(0.1, 10), 0.5),
    );
  },
};

function alarms(make: () => ObservedPoint[], count: number): number {
  return Array.from({ length: count }, make).filter((points) => findLeak(points) !== undefined).length;
}

describe('leaks', () => {
  it('of 1,000 series without a leak, at most 1 % are named', () => {
    const found = Object.entries(HARMLESS).map(([name, make]) => [name, alarms(make, 250)] as const);
    const sum = found.reduce((total, [, count]) => total + count, 0);
    expect(sum, JSON.stringify(found)).toBeLessThanOrEqual(10);
  });

  it('a leak of half its first value is found in noise and under a saw-tooth, with its slope', () => {
    const leaking = (parts: (seconds: number) => number[][]) => () => {
      const seconds = length();
      const leak = Array.from({ length: seconds }, (_, second) => (50 * second) / seconds);
      return series(leak, ...parts(seconds));
    };
    expect(
      alarms(
        leaking((seconds) => [noise(seconds, 10, 0.5)]),
        100,
      ),
    ).toBeGreaterThanOrEqual(92);
    expect(
      alarms(
        leaking((seconds) => [sawTooth(seconds, 40, between(2, 12))]),
        100,
      ),
    ).toBeGreaterThanOrEqual(92);
    const points = Array.from({ length: 1_201 }, (_, second) => ({
      atMs: second * 1_000,
      value: 100 + second / 10 + normal(),
    }));
    const leak = findLeak(points);
    expect(leak?.perHour).toBeGreaterThan(355);
    expect(leak?.perHour).toBeLessThan(365);
    expect(leak?.low).toBeLessThan(leak?.perHour ?? 0);
    expect(leak?.high).toBeGreaterThan(leak?.perHour ?? 0);
    expect(leak?.growth).toBeCloseTo(80 / 140, 1);
  });

  it('a leak that is nearly a straight line, but a little bent, is found', () => {
    const bent = Array.from({ length: 661 }, (_, second) => ({
      atMs: second * 1_000,
      value: 45e6 + 100_000 * second + 2e6 * Math.sin(second / 200),
    }));
    expect(findLeak(bent)?.perHour).toBeGreaterThan(300e6);
  });

  it('less than 10 minutes, fewer than 60 values, or a growth of less than 10 % is no leak', () => {
    const grown = (seconds: number, every: number, by: number) =>
      Array.from({ length: Math.floor(seconds / every) + 1 }, (_, index) => ({
        atMs: index * every * 1_000,
        value: 100 + by * ((index * every) / seconds) + normal() / 10,
      }));
    // The values of a load of ten minutes begin and end up to one interval within it.
    expect(findLeak(grown(598, 1, 50))).toBeDefined();
    expect(findLeak(grown(597, 1, 50))).toBeUndefined();
    expect(findLeak(grown(1_200, 21, 50))).toBeUndefined();
    expect(findLeak(grown(1_200, 20, 50))).toBeDefined();
    expect(findLeak(grown(1_200, 1, 12))).toBeUndefined();
    expect(findLeak(grown(1_200, 1, -50))).toBeUndefined();
    expect(findLeak([])).toBeUndefined();
  });
});
