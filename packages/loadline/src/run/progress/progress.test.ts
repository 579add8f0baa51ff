import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import type { Aggregate, JourneyStats } from '../../core/figures/aggregate';
import { ProgressReader } from './progress';

const { spec: example, aggregate } = exampleResult({ seconds: 30, seed: 1 });
const spec = {
  ...example,
  loadMs: 30_000,
  sessions: 36,
  calls: example.calls.filter(({ phase }) => phase !== 'setup').concat(signIn()),
  curve: [
    { atMs: 0, users: 0 },
    { atMs: 30_000, users: 60 },
  ],
};

function signIn() {
  return { call: 'SignInUser', phase: 'setup', isStream: false, protocol: 'grpc' } as const;
}

/** Figures of a run at some instant. @param done share of the planned iterations that are done */
function figures(
  done: number,
  changes: { signIns?: number; cleanUp?: number; started?: number } = {},
): Aggregate {
  const { signIns = 36, cleanUp = 0, started = done } = changes;
  const part = (journey: JourneyStats): JourneyStats => ({
    ...journey,
    planned: { min: 40, max: 41 },
    started: Math.round(started * 41),
    done: Math.round(done * 41),
    dropped: 0,
    interrupted: 0,
  });
  const calls = aggregate.calls.filter(({ phase }) => phase === 'load');
  const call = (phase: 'setup' | 'teardown', count: number) =>
    ({ call: 'SignInUser', phase, count, failed: 0, causes: {} }) as const;
  return {
    ...aggregate,
    calls: [
      ...calls.map((stats) => ({ ...stats, count: Math.round(100 * done) })),
      call('setup', signIns),
      call('teardown', cleanUp),
    ],
    journeys: aggregate.journeys.map(part),
  };
}

/** A reader with a clock that the test sets. */
function reader(changes: object = {}) {
  const clock = { ms: 0 };
  const read = new ProgressReader({ ...spec, ...changes }, () => clock.ms);
  return {
    at(ms: number, aggregate: Aggregate) {
      clock.ms = ms;
      return read.read(aggregate);
    },
  };
}

it('a run goes from set-up to load to clean-up, each with its own time', () => {
  const { at } = reader();
  expect(at(4_000, figures(0, { signIns: 27 }))).toMatchObject({
    phase: 'set-up',
    phaseMs: 4_000,
    sessions: { open: 27, planned: 36 },
  });
  expect(at(7_000, figures(0, { started: 0.1 }))).toMatchObject({ phase: 'load', phaseMs: 0 });
  expect(at(21_000, figures(0.5))).toMatchObject({ phase: 'load', phaseMs: 14_000, users: 28 });
  expect(at(38_000, figures(0.9))).toMatchObject({ phase: 'load', phaseMs: 31_000, users: 60 });
  expect(at(39_000, figures(1))).toMatchObject({ phase: 'clean-up', phaseMs: 0 });
  expect(at(41_000, figures(1, { cleanUp: 3 }))).toMatchObject({ phase: 'clean-up', phaseMs: 2_000 });
});

it('a clean-up after a set-up that failed is no load', () => {
  const { at } = reader();
  at(0, figures(0));
  expect(at(1_000, figures(0, { cleanUp: 1 })).phase).toBe('clean-up');
});

it('calls per second are the mean of the last ten seconds', () => {
  const { at } = reader();
  const perSecond = (ms: number, done: number) => at(ms, figures(done, { started: 1 })).calls.perSecond;
  const calls = figures(0).calls.filter(({ phase }) => phase === 'load').length;
  expect(perSecond(0, 0)).toBe(0);
  expect(perSecond(1_000, 0.01)).toBe(calls);
  expect(perSecond(2_000, 0.02)).toBe(calls);
  expect(perSecond(13_000, 0.13)).toBe(calls);
  expect(perSecond(33_000, 0.13)).toBe(0);
});

it('a set-up with other calls than its sign-ins says how many there were', () => {
  const calls = [signIn(), { ...signIn(), call: 'CreateUser' }];
  expect(reader({ calls }).at(0, figures(0)).sessions).toEqual({ open: 36 });
  expect(reader({ sessions: 0 }).at(0, figures(0)).sessions).toEqual({ open: 36 });
});

it('iterations are those of all journeys, and calls are sorted by their p95', () => {
  const progress = reader().at(0, figures(0.5));
  const { length } = aggregate.journeys;
  expect(progress.iterations).toMatchObject({
    done: 21 * length,
    planned: { min: 40 * length, max: 41 * length },
  });
  const p95s = progress.slowest.map(({ p95 }) => p95);
  expect(p95s).toEqual(p95s.toSorted((a, b) => b - a));
  expect(p95s.length).toBeGreaterThan(1);
});
