import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dueAtEnd,
  dueInstants,
  peakRatePerMs,
  plannedIterations,
  type Schedule,
  scheduleEndMs,
  schedules,
  virtualUsers,
} from './schedule';

const level = (users: number, durationMs: number) => [
  { atMs: 0, users },
  { atMs: durationMs, users },
];
const ramp = [
  { atMs: 0, users: 0 },
  { atMs: 10_000, users: 100 },
  { atMs: 30_000, users: 100 },
  { atMs: 30_000, users: 20 },
  { atMs: 50_000, users: 40 },
];

function one(curve: typeof ramp, everyMs = 30_000): Schedule {
  const { crud } = schedules(curve, { crud: { everyMs, maxDurationMs: 10_000 } });
  if (!crud) throw new Error('no schedule');
  return crud;
}

test('20 users for a minute make 40 iterations with a period of 30 s, and 26 or 27 with one of 45 s', () => {
  const curve = level(20, 60_000);
  expect(plannedIterations(one(curve))).toEqual({ min: 40, max: 41 });
  expect(plannedIterations(one(curve, 45_000))).toEqual({ min: 27, max: 27 });
});

test('an arrival at the very end, or nanoseconds before it, may happen or not', () => {
  const thirds = one(level(3, 3_000), 1_000);
  expect(thirds).toMatchObject({ rate: 3, timeUnitMs: 1_000 });
  expect(plannedIterations(thirds)).toEqual({ min: 9, max: 10 });
});

test('a level load has a constant rate, any other a ramping one, both with whole numbers', () => {
  expect(one(level(20, 60_000))).toMatchObject({ kind: 'constant', rate: 20, timeUnitMs: 30_000 });
  expect(one(ramp)).toMatchObject({
    kind: 'ramping',
    startRate: 0,
    stages: [
      { target: 100, durationMs: 10_000 },
      { target: 100, durationMs: 20_000 },
      { target: 20, durationMs: 0 },
      { target: 40, durationMs: 20_000 },
    ],
  });
});

test('weights share one period in whole rates, with staggered starts', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 500 }), (all, users) => {
      const journeys = Object.fromEntries(
        all.map((weight, i) => [`j${i}`, { everyMs: 1_500, maxDurationMs: 1_000, weight }]),
      );
      const made = Object.values(schedules(level(users, 60_000), journeys));
      for (const schedule of made) {
        if (schedule.kind !== 'constant') throw new Error('a level load is constant');
        expect(Number.isInteger(schedule.rate) && Number.isInteger(schedule.timeUnitMs)).toBe(true);
      }
      const iterations = made.reduce((sum, schedule) => sum + plannedIterations(schedule).min, 0);
      expect(Math.abs(iterations - (users * 60_000) / 1_500)).toBeLessThanOrEqual(all.length);
      expect(made[0]?.startMs).toBe(0);
    }),
  );
});

test('once: one iteration for each user, at the spawn rate', () => {
  const { setUp } = schedules(level(10, 60_000), { setUp: { everyMs: 'once', maxDurationMs: 1_000 } }, 5);
  if (!setUp) throw new Error('no schedule');
  expect(plannedIterations(setUp)).toEqual({ min: 10, max: 10 });
  expect(scheduleEndMs(setUp)).toBeLessThan(2_000);
});

test.each([
  [1, undefined],
  [2, undefined],
  [7, undefined],
  [100, undefined],
  [10, 1_000],
])(
  'once, %d users at the spawn rate %s: one iteration for each, and a schedule that is long enough for k6',
  (users, rate) => {
    const plan = { everyMs: 'once', maxDurationMs: 60_000 } as const;
    const { setUp } = schedules(level(users, 60_000), { setUp: plan }, rate);
    if (!setUp) throw new Error('no schedule');
    expect(plannedIterations(setUp)).toEqual({ min: users, max: users });
    expect(scheduleEndMs(setUp)).toBeGreaterThanOrEqual(1_000);
    expect(scheduleEndMs(setUp)).toBeLessThan(1_100);
    expect(virtualUsers(setUp, plan.maxDurationMs)).toBe(Math.min(users, Math.ceil(users * 60)) + 1);
  },
);

test('virtual users follow Little’s law, with one to spare', () => {
  expect(virtualUsers(one(level(100, 60_000)), 10_000)).toBe(35);
  expect(virtualUsers(one(ramp), 10_000)).toBe(35);
});

describe('due instants', () => {
  const constants = fc
    .record({
      rate: fc.integer({ min: 1, max: 300 }),
      timeUnitMs: fc.integer({ min: 100, max: 60_000 }),
      durationMs: fc.integer({ min: 1_000, max: 60_000 }),
    })
    .map((shape): Schedule => ({ kind: 'constant', startMs: 0, ...shape }));
  const stage = fc.record({
    target: fc.integer({ min: 1, max: 300 }),
    durationMs: fc.integer({ min: 0, max: 20_000 }),
  });
  const rampings = fc
    .record({
      startRate: fc.integer({ min: 0, max: 300 }),
      stages: fc.array(stage, { minLength: 1, maxLength: 5 }),
    })
    .map((shape): Schedule => ({ kind: 'ramping', startMs: 0, timeUnitMs: 30_000, ...shape }));

  test('are as many as the planned iterations, in order, none after the end', () => {
    fc.assert(
      fc.property(fc.oneof(constants, rampings), (schedule) => {
        const { min, max } = plannedIterations(schedule);
        const dueMs = dueInstants(schedule);
        const end = scheduleEndMs(schedule);
        let last = -1;
        for (let i = 0; i < min; i++) {
          const due = dueMs(i);
          expect(due).toBeGreaterThanOrEqual(last);
          last = due;
        }
        expect(last).toBeLessThan(end + 0.01);
        const atTheEdge = Math.ceil(2 * peakRatePerMs(schedule));
        expect(max - Math.max(0, min)).toBeLessThanOrEqual(1 + atTheEdge);
        if (schedule.kind === 'constant') expect(dueMs(max)).toBeGreaterThanOrEqual(end - 0.01);
      }),
      { numRuns: 50 },
    );
  });

  test('under a ramp, iteration i is due when the area under the rate reaches i + 1', () => {
    const schedule = one(ramp);
    const dueMs = dueInstants(schedule);
    const usersAt = (ms: number) =>
      ms < 10_000 ? ms / 100 : ms < 30_000 ? 100 : 20 + (20 * (ms - 30_000)) / 20_000;
    let area = 0;
    let next = 0;
    for (let ms = 0; ms < 50_000; ms++) {
      area += usersAt(ms + 0.5) / 30_000;
      if (area >= next + 1) {
        expect(Math.abs(dueMs(next) - ms)).toBeLessThan(3);
        next += 1;
      }
    }
    expect(next).toBeGreaterThanOrEqual(plannedIterations(schedule).min);
  });
});

describe('iterations that a late generator does not start', () => {
  test('are those due at the end of a constant rate', () => {
    const everyTen = one(level(100, 60_000), 1_000);
    expect(dueAtEnd(everyTen, 5)).toBe(0);
    expect(dueAtEnd(everyTen, 15)).toBe(1);
    expect(dueAtEnd(everyTen, 100)).toBe(9);
    expect(dueAtEnd(one(level(20, 60_000)), 100)).toBe(0);
    expect(dueAtEnd(everyTen, 1e9)).toBe(plannedIterations(everyTen).min);
  });

  test('are those due at the end of a ramping rate', () => {
    const rising = one(
      [
        { atMs: 0, users: 0 },
        { atMs: 10_000, users: 100 },
      ],
      1_000,
    );
    const dueMs = dueInstants(rising);
    const { min } = plannedIterations(rising);
    const late = Array.from({ length: min }, (_, i) => dueMs(i)).filter((ms) => ms > 9_950);
    expect(late.length).toBeGreaterThan(2);
    expect(dueAtEnd(rising, 50)).toBe(late.length);
  });
});
