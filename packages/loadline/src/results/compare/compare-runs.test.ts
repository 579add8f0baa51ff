import { describe, expect, test } from 'vitest';
import { type Simulation, simulatedRun } from '../../../../../tests/harness/simulated-run';
import type { Result } from '../../core/verdict/result';
import { bootstrapInterval, mulberry32 } from './bootstrap';
import { type Comparison, compareRuns } from './compare-runs';
import { comparisonText } from './comparison-text';

const TRIALS = 1_000;

describe('simulated runs, 10 and 10', { timeout: 120_000 }, () => {
  test.each([
    ['a spread of 4 % between runs', 0.04, 0.05],
    ['a spread of 4 % between runs, without a margin', 0.04, 0],
    ['a spread of 15 %, where medians often differ by more than the margin', 0.15, 0.05],
  ])('A/A flags anything in at most 5 of 100 comparisons: %s', (_name, spread, margin) => {
    const random = mulberry32(1);
    const flagged = trials((): boolean => {
      const { rows } = compareRuns(runs(10, { random, spread }), runs(10, { random, spread }), quick(margin));
      return rows.some(isFlagged);
    });
    expect(flagged / TRIALS).toBeLessThanOrEqual(0.05);
  });

  test('a p95 that is 20 % higher is found in at least 90 % of comparisons, and nothing unrelated is flagged', () => {
    const random = mulberry32(2);
    const slower = { GetVacancies: 1.2 };
    const wrong: string[] = [];
    const found = trials((): boolean => {
      const base = runs(10, { random, spread: 0.04 });
      const { rows } = compareRuns(base, runs(10, { random, spread: 0.04, slower }), quick());
      const worse = rows.filter(isFlagged).map(({ id }) => id);
      wrong.push(...worse.filter((id) => !/GetVacancies|listing/.test(id)));
      return rows.some(({ id, verdict }) => id === 'calls.GetVacancies.p95' && verdict === 'worse');
    });
    expect(found / TRIALS).toBeGreaterThanOrEqual(0.9);
    expect(wrong.length / TRIALS).toBeLessThanOrEqual(0.05);
  });
});

describe('one comparison', () => {
  const random = mulberry32(3);
  const plain: Simulation = { random, spread: 0.04, failing: 0 };

  test('a faster call is better, a failing one worse, the rest unchanged', () => {
    const base = runs(10, plain);
    const faster = runs(10, { ...plain, slower: { GetVacancy: 0.7 } });
    expect(verdicts(compareRuns(base, faster))['calls.GetVacancy.p95']).toBe('better');
    const failing = verdicts(compareRuns(base, runs(10, { ...plain, failing: 0.03 })));
    expect(failing['calls.GetVacancy.failed']).toBe('worse');
    expect(failing['journeys.crud.failed']).toBe('worse');
    expect(failing['journeys.crud.rate']).toBe('no significant change');
  });

  test('fewer iterations are worse, although for other rows a lower number is better', () => {
    const candidate = runs(10, plain).map((run) => withIterations(run, 1_600));
    const comparison = compareRuns(runs(10, plain), candidate);
    expect(verdicts(comparison)['journeys.crud.rate']).toBe('worse');
  });

  test('a certain change within the margin is neither better nor worse, and the text says so', () => {
    const candidate = runs(10, { ...plain, slower: { GetVacancies: 1.2 } });
    const comparison = compareRuns(runs(10, plain), candidate, { margin: 0.5 });
    expect(verdicts(comparison)['calls.GetVacancies.p95']).toBe('no significant change');
    expect(comparisonText(comparison, 'x', [])).toContain('calls.GetVacancies.p95: differs for certain');
  });

  test('too few runs are inconclusive however large the difference, with the number needed', () => {
    const candidate = runs(3, { ...plain, slower: { GetVacancies: 9 } });
    const comparison = compareRuns(runs(3, plain), candidate);
    expect(new Set(Object.values(verdicts(comparison)))).toEqual(new Set(['inconclusive']));
    expect(comparison.runsNeeded).toBe(6);
    expect(comparisonText(comparison, 'x', [])).toMatch(/at least\s+6 runs on each side/);
    const enough = compareRuns(runs(6, plain), runs(6, { ...plain, slower: { GetVacancies: 9 } }));
    expect(enough.runsNeeded).toBeUndefined();
    expect(verdicts(enough)['calls.GetVacancies.p95']).toBe('worse');
  });

  test('rows in which runs cannot differ are not counted; rows without enough samples are left out', () => {
    const whole = () => runs(10, plain).map((run) => withIterations(run, 2_000));
    const few = whole().map((run) => {
      const calls = run.aggregate.calls.map((stats) =>
        stats.call === 'GetVacancy' && stats.duration
          ? { ...stats, duration: { ...stats.duration, count: 50 } }
          : stats,
      );
      return { ...run, aggregate: { ...run.aggregate, calls } };
    });
    const { rows, tested, leftOut } = compareRuns(whole(), few);
    expect(leftOut).toEqual([
      { id: 'calls.GetVacancy.p99', reason: 'fewer than 100 samples in 10 of 20 runs', decides: false },
    ]);
    expect(rows.length).toBe(27);
    expect(rows.filter(({ id }) => id.endsWith('.failed')).every(({ p }) => p === 1)).toBe(true);
    expect(tested).toBe(13);
  });

  test('the text is at most 100 columns wide, also with long names and large values', () => {
    const long = (count: number, slower: number) =>
      runs(count, { ...plain, slower: { GetVacancies: slower } }).map((run) =>
        JSON.parse(JSON.stringify(run).replaceAll('GetVacancies', 'ListAllVacanciesOfAnEmployer'.repeat(3))),
      );
    const text = comparisonText(compareRuns(long(10, 1), long(10, 2_000)), 'about', ['warn '.repeat(40)]);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(text).toMatch(/ {2}p95 +\d+\.\d ms .* worse$/m);
  });
});

test('the interval contains the true difference in about 95 % of the cases, and is always the same', () => {
  const random = mulberry32(4);
  const relative = (base: number, candidate: number) => candidate / base - 1;
  const p95s = (slower: number) =>
    runs(10, { random, spread: 0.04, slower: { GetVacancy: slower } }).map(
      ({ aggregate }) =>
        aggregate.calls.find(({ call }) => call === 'GetVacancy')?.duration?.percentiles.p95 ?? 0,
    );
  let holding = 0;
  for (let trial = 0; trial < 300; trial++) {
    const interval = bootstrapInterval(p95s(1), p95s(1.2), relative, 400);
    if (interval && interval.low <= 0.2 && interval.high >= 0.2) holding++;
  }
  expect(holding / 300).toBeGreaterThan(0.9);
  const [base, candidate] = [p95s(1), p95s(1)];
  expect(bootstrapInterval(base, candidate, relative, 100)).toEqual(
    bootstrapInterval(base, candidate, relative, 100),
  );
  expect(bootstrapInterval([1, 2, 3, 4], candidate, relative, 100)).toBeUndefined();
});

test('a median of an interpolated percentile has a mark, and the mark is explained', () => {
  const random = mulberry32(4);
  const marked = (run: Result): Result => {
    const calls = run.aggregate.calls.map((stats) =>
      stats.duration && stats.call === 'GetVacancy'
        ? { ...stats, duration: { ...stats.duration, interpolated: ['p95'] } }
        : stats,
    );
    return { ...run, aggregate: { ...run.aggregate, calls } };
  };
  const [base, candidate] = [runs(5, { random, spread: 0.04 }), runs(5, { random, spread: 0.04 })];
  const textOf = (others: readonly Result[]) => comparisonText(compareRuns(base, others, quick()), 'x', []);
  const signed = textOf(candidate.map(marked));
  expect(signed.match(/^ +p95 .*$/gm)?.filter((line) => line.includes('~'))).toHaveLength(1);
  expect(signed).toMatch(/call GetVacancy\n +p95 +[\d.]+ ms +~[\d.]+ ms/);
  expect(signed).toContain('~ lies between two samples that are far apart');
  expect(textOf(candidate)).not.toContain('~');
  // The fastest of five runs is not their median.
  const [fastest] = candidate.toSorted((a, b) => p95Of(a) - p95Of(b));
  expect(textOf(candidate.map((run) => (run === fastest ? marked(run) : run)))).not.toContain('~');
});

function p95Of({ aggregate }: Result): number {
  return aggregate.calls.find(({ call }) => call === 'GetVacancy')?.duration?.percentiles.p95 ?? 0;
}

function runs(count: number, simulation: Simulation) {
  return Array.from({ length: count }, (_, index) => simulatedRun(`run-${index}`, simulation));
}

function withIterations(run: Result, done: number): Result {
  const journeys = run.aggregate.journeys.map((stats) => ({ ...stats, done }));
  return { ...run, aggregate: { ...run.aggregate, journeys } };
}

function trials(trial: () => boolean): number {
  let count = 0;
  for (let index = 0; index < TRIALS; index++) if (trial()) count++;
  return count;
}

function quick(margin = 0.05) {
  return { margin, resamples: 1 };
}

function isFlagged({ verdict }: Comparison['rows'][number]): boolean {
  return verdict === 'better' || verdict === 'worse';
}

function verdicts({ rows }: Comparison): Record<string, string> {
  return Object.fromEntries(rows.map(({ id, verdict }) => [id, verdict]));
}
