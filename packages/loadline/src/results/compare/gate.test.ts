import { expect, test } from 'vitest';
import { type Simulation, simulatedRun } from '../../../../../tests/harness/simulated-run';
import { mulberry32 } from './bootstrap';
import { compareRuns } from './compare-runs';
import { gate } from './gate';

const LIMITS = [
  bounded('calls.GetVacancies.p95', '≤ 500ms'),
  bounded('calls.GetVacancies.failed', '≤ 20%'),
  bounded('journeys.crud.duration.p99', '≤ 1s'),
  { ...bounded('journeys.listing.duration.p95', '≤ 1s'), level: 'warn' as const },
];

function bounded(id: string, bound: string) {
  return { id, bound, level: 'fail', why: 'w', outcome: 'held' } as const;
}

test.each([0.02, 0.04, 0.15])(
  'A/A, 10 runs against 10, 20 times, with a spread of %d: worse at most once',
  (spread) => {
    const random = mulberry32(5);
    let worse = 0;
    for (let time = 0; time < 20; time++) {
      if (outcome(runs(10, { random, spread }), runs(10, { random, spread })).outcome === 'worse') worse++;
    }
    expect(worse / 20).toBeLessThanOrEqual(0.05);
  },
);

test('deciding rows: failed and delivered of every call and journey, and the times with a `fail` threshold', () => {
  const random = mulberry32(6);
  const { rows } = compareRuns(runs(2, { random, spread: 0.04 }), runs(2, { random, spread: 0.04 }));
  const deciding = rows.filter(({ decides }) => decides).map(({ id }) => id);
  const names = ['CreateVacancy', 'UpdateVacancy', 'GetVacancy', 'DeleteVacancy', 'GetVacancies'];
  expect(deciding.toSorted()).toEqual(
    [
      ...names.flatMap((call) => [`calls.${call}.failed`, `calls.${call}.rate`]),
      ...['crud', 'listing'].flatMap((name) => [`journeys.${name}.failed`, `journeys.${name}.rate`]),
      'calls.GetVacancies.p95',
      'journeys.crud.duration.p99',
    ].toSorted(),
  );
});

test('the margin of failure rates is 0.1 points, or a tenth of the bound of a `fail` threshold', () => {
  const random = mulberry32(7);
  const { rows } = compareRuns(runs(2, { random, spread: 0.04 }), runs(2, { random, spread: 0.04 }));
  const margins = Object.fromEntries(rows.map(({ id, margin }) => [id, margin]));
  expect(margins['calls.GetVacancies.failed']).toBeCloseTo(0.02);
  expect(margins['calls.GetVacancy.failed']).toBe(0.001);
  expect(margins['calls.GetVacancies.p95']).toBe(0.05);
});

test('the reason of a run that failed is one line', () => {
  const base = runs(1, { random: mulberry32(9), spread: 0.01 });
  const failed = base.map((run) => ({ ...run, verdict: 'fail' as const, reasons: ['line one\nline two'] }));
  expect(outcome(base, failed).reasons[0]).toMatch(/ failed: line one line two$/);
});

test('a call that only the candidate has leaves no row undecided', () => {
  const random = mulberry32(8);
  const candidate = runs(10, { random, spread: 0.01, failing: 0 });
  const base = runs(10, { random, spread: 0.01, failing: 0 }).map((run) => ({
    ...run,
    thresholds: [],
    aggregate: { ...run.aggregate, calls: run.aggregate.calls.filter(({ call }) => call !== 'GetVacancy') },
  }));
  expect(outcome(base, candidate)).toEqual({ outcome: 'passed', reasons: [] });
});

test('a call that is missing in some candidate runs is undecided or worse, never passed', () => {
  const random = mulberry32(9);
  const base = runs(10, { random, spread: 0.01, failing: 0 });
  const candidate = runs(10, { random, spread: 0.01, failing: 0 }).map((run, index) => ({
    ...run,
    aggregate: {
      ...run.aggregate,
      calls: run.aggregate.calls.filter(({ call }) => index > 0 || call !== 'GetVacancy'),
    },
  }));
  const found = outcome(base, candidate);
  expect(found.outcome).toBe('undecided');
  expect(found.reasons).toContain('calls.GetVacancy.failed has nothing to count in 1 of 20 runs');
});

test('a journey that vanished is worse, however few runs there are', () => {
  const random = mulberry32(10);
  const base = runs(1, { random, spread: 0.01, failing: 0 });
  const candidate = runs(1, { random, spread: 0.01, failing: 0 }).map((run) => ({
    ...run,
    aggregate: {
      ...run.aggregate,
      journeys: run.aggregate.journeys.filter(({ journey }) => journey !== 'listing'),
    },
  }));
  expect(outcome(base, candidate)).toEqual({
    outcome: 'worse',
    reasons: ['journey listing is in every baseline run and in no candidate run'],
  });
});

test('a call that vanished is worse too, although its journey is there', () => {
  const random = mulberry32(12);
  const base = runs(1, { random, spread: 0.01, failing: 0 });
  const candidate = runs(1, { random, spread: 0.01, failing: 0 }).map((run) => ({
    ...run,
    aggregate: {
      ...run.aggregate,
      calls: run.aggregate.calls.filter(({ call }) => call !== 'GetVacancy'),
    },
  }));
  expect(outcome(base, candidate)).toEqual({
    outcome: 'worse',
    reasons: ['call GetVacancy is in every baseline run and in no candidate run'],
  });
});

test('without a deciding row the gate does not pass, unless that is allowed', () => {
  const random = mulberry32(11);
  const both = runs(10, { random, spread: 0.01, failing: 0 });
  const compared = compareRuns(both, both, { resamples: 200 });
  const rows = compared.rows.filter(({ decides }) => !decides);
  const comparison = { ...compared, rows, leftOut: [] };
  expect(gate(comparison, both, both)).toEqual({
    outcome: 'undecided',
    reasons: [expect.stringMatching(/^no row decides/)],
  });
  expect(gate(comparison, both, both, true).outcome).toBe('passed');
});

function outcome(base: ReturnType<typeof runs>, candidate: ReturnType<typeof runs>) {
  return gate(compareRuns(base, candidate, { resamples: 200 }), base, candidate);
}

function runs(count: number, simulation: Simulation) {
  return Array.from({ length: count }, (_, index) =>
    simulatedRun(`run-${index}`, { thresholds: LIMITS, ...simulation }),
  );
}
