import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { project } from '../../../../../tests/harness/project';
import { simulatedRun } from '../../../../../tests/harness/simulated-run';
import { compileThresholds } from '../../core/thresholds/compile-thresholds';
import { evaluate, statsOf } from '../../core/thresholds/evaluate';
import { suggestedWhy } from '../../core/thresholds/measured-why';
import { type Bound, type Threshold, thresholdsUnder } from '../../core/thresholds/threshold';
import type { Result } from '../../core/verdict/result';
import { mulberry32 } from '../compare/bootstrap';
import { editThresholds, isOfProfile, unifiedDiff } from './edit-thresholds';
import { suggestThresholds } from './suggest-thresholds';
import { roundedUp } from './time-bound';

const FILE = 'thresholds/vacancies.json';
const TEXT = readFileSync(project(FILE), 'utf8');

function compiled(text: string): readonly Threshold[] {
  const { thresholds, problems } = compileThresholds(JSON.parse(text), FILE);
  expect(problems).toEqual([]);
  return thresholds.common;
}

/** Runs of one system, each with its own random spread of 4 %. */
function simulated(count: number, seed: number, slower = 1): Result[] {
  const random = mulberry32(seed);
  const names = ['CreateVacancy', 'UpdateVacancy', 'GetVacancy', 'DeleteVacancy', 'GetVacancies'];
  const factors = Object.fromEntries(names.map((name) => [name, slower * 20]));
  return Array.from({ length: count }, (_, index) =>
    simulatedRun(`run-${index}`, { random, spread: 0.04, slower: factors }),
  );
}

function brokenIn(run: Result, thresholds: readonly Threshold[]): string[] {
  return thresholds
    .filter((one) => evaluate(one, statsOf(one.subject, run.aggregate)).outcome === 'broken')
    .map(({ id }) => id);
}

test.each([
  [100, 100],
  [100.1, 105],
  [113, 115],
  [996, 1_000],
  [1.01, 1.05],
])('%d ms is rounded up to %d ms', (value, expected) => {
  expect(roundedUp(value)).toBeCloseTo(expected, 9);
});

test('suggested bounds hold in further healthy runs, and break in runs that are 30 % slower', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const { suggestions } = suggestThresholds(simulated(8, seed), compiled(TEXT));
    const bounds = suggestions.map(({ threshold }) => threshold);
    expect(bounds.filter(({ stat }) => stat === 'p95').length).toBeGreaterThanOrEqual(4);
    const healthy = simulated(20, 100 + seed).filter((run) => brokenIn(run, bounds).length > 0);
    const slow = simulated(20, 200 + seed, 1.3).filter((run) => brokenIn(run, bounds).length > 0);
    expect({ seed, healthy: healthy.length <= 1, slow: slow.length }).toEqual({
      seed,
      healthy: true,
      slow: 20,
    });
  }
});

test('the file keeps its form: only bounds change, in place, and the result compiles', () => {
  const runs = simulated(8, 1);
  const { suggestions, skipped } = suggestThresholds(runs, compiled(TEXT));
  const edited = editThresholds(TEXT, 'load', suggestions, 'measured');
  const changed = unifiedDiff(FILE, TEXT, edited)
    .split('\n')
    .filter((line) => /^[+-] /.test(line));
  expect(changed.length).toBeGreaterThan(0);
  for (const line of changed) expect(line).toMatch(/^[+-] +"(p95|p99|failed)": .*,?$/);
  expect(brokenIn(runs[0] as Result, compiled(edited))).toEqual([]);
  expect(edited).toContain('"why": "an employer waits for the form to close');
  // The warn bound is the one that is suggested; the fail bound stays.
  expect(edited).toMatch(/"failed": \{ "warn": "0\.\d%", "fail": "1%" \}/);
  expect(skipped).toContainEqual({
    id: 'calls.GetVacancies.messages',
    reason: 'bounds neither a time nor failures',
  });
});

test('a call without a bound on its times gets a warn bound on its p95, with a reason', () => {
  const text = '{\n  "journeys": {\n    "crud": { "failed": "1%", "why": "few" }\n  }\n}\n';
  const { suggestions } = suggestThresholds(simulated(8, 1), compiled(text));
  const edited = JSON.parse(editThresholds(text, 'load', suggestions, 'measured in 8 runs'));
  expect(Object.keys(edited.calls)).toHaveLength(5);
  expect(edited.calls.GetVacancy).toEqual({ p95: { warn: expect.any(String) }, why: 'measured in 8 runs' });
  expect(edited.journeys.crud.why).toBe('few');
});

test.each([
  ['measured by init, p95 12.7 ms of 31: say what a user needs', 'p95: measured in 8 runs'],
  ['the promise; measured by init, p95 12.7 ms of 31', 'the promise; p95: measured in 8 runs'],
  ['measured by init, response p95 12.7 ms of 31', 'measured by init, response p95 12.7 ms of 31'],
  [suggestedWhy(10), 'measured in 8 runs'],
  [`the promise; p95: ${suggestedWhy(10)}`, 'the promise; p95: measured in 8 runs'],
  ['an employer waits', 'an employer waits'],
])('a reason that loadline wrote about the old bound is replaced: %s', (why, expected) => {
  const text = JSON.stringify({ calls: { GetVacancy: { p95: '5s', why } } });
  const { suggestions } = suggestThresholds(simulated(8, 1), compiled(text));
  const edited = JSON.parse(editThresholds(text, 'load', suggestions, 'measured in 8 runs'));
  expect(edited.calls.GetVacancy.p95).not.toBe('5s');
  expect(edited.calls.GetVacancy.why).toBe(expected);
});

test('bounds of the profile of the runs are changed where the file has them', () => {
  const text = JSON.stringify({
    calls: { GetVacancy: { p95: '1s', why: 'all' } },
    profiles: { load: { calls: { GetVacancy: { p95: '2s', why: 'load' } } } },
  });
  const { thresholds } = compileThresholds(JSON.parse(text), FILE);
  const { suggestions } = suggestThresholds(simulated(8, 1), thresholds.profiles.load ?? []);
  const edited = JSON.parse(editThresholds(text, 'load', suggestions, 'measured'));
  expect(edited.calls.GetVacancy.p95).toBe('1s');
  expect(edited.profiles.load.calls.GetVacancy.p95).not.toBe('2s');
});

test('a bound on each measure is changed at its own place', () => {
  const text = JSON.stringify({
    calls: { GetVacancies: { longestGap: { p95: { warn: '5s' } }, firstMessage: { p95: '5s' }, why: 'x' } },
    journeys: { crud: { response: { p95: '5s' }, duration: { p95: '5s' }, failed: '90%', why: 'x' } },
    run: { failed: '90%', why: 'x' },
  });
  const before = compiled(text);
  const suggestions = before.map((threshold) => ({
    threshold: { ...threshold, text: threshold.stat === 'share' ? '2%' : '2s' },
    measured: [],
    brokenNow: 0,
    broken: 0,
  }));
  const after = compiled(editThresholds(text, 'load', suggestions, 'measured'));
  expect(after.map(({ id, level }) => `${level} ${id}`)).toEqual(
    before.map(({ id, level }) => `${level} ${id}`),
  );
  expect(after.map(({ text: bound }) => bound)).toEqual(suggestions.map(({ threshold }) => threshold.text));
});

test.each(['load', 'calls', 'journeys', 'metrics', 'run'])(
  'under a profile named %s, only the bound of the level that the runs are held to is changed',
  (profile) => {
    const text = JSON.stringify({
      calls: {
        GetVacancy: { p95: { warn: '1s', fail: '2s' }, why: 'all' },
        UpdateVacancy: { p95: '1s', why: 'all' },
      },
      profiles: {
        [profile]: {
          calls: { GetVacancy: { p95: '3s', why: 'more' }, UpdateVacancy: { p95: { warn: '1s' }, why: 'x' } },
        },
      },
    });
    const { thresholds } = compileThresholds(JSON.parse(text), FILE);
    const { suggestions } = suggestThresholds(simulated(8, 1), thresholdsUnder(thresholds, profile));
    const of = suggestions.filter(({ threshold }) => /(Get|Update)Vacancy\./.test(threshold.id));
    expect(of.map(({ threshold, now }) => [threshold.level, now])).toEqual([
      ['warn', '1s'],
      ['warn', '1s'],
    ]);
    expect(of.map(({ threshold }) => isOfProfile(text, profile, threshold))).toEqual([false, true]);
    const edited = editThresholds(text, profile, of, 'measured');
    const [get, update] = of.map(({ threshold }) => threshold.text);
    expect(JSON.parse(edited)).toEqual({
      calls: {
        GetVacancy: { p95: { warn: get, fail: '2s' }, why: 'all' },
        UpdateVacancy: { p95: '1s', why: 'all' },
      },
      profiles: {
        [profile]: {
          calls: {
            GetVacancy: { p95: '3s', why: 'more' },
            UpdateVacancy: { p95: { warn: update }, why: 'x' },
          },
        },
      },
    });
  },
);

test('a warn bound never passes the fail bound: the runs themselves come near it', () => {
  const text = JSON.stringify({
    calls: { GetVacancy: { p95: { warn: '10ms', fail: '121ms' }, why: 'x' } },
  });
  const { suggestions, skipped } = suggestThresholds(simulated(8, 1), compiled(text));
  expect(suggestions.map(({ threshold }) => threshold.id)).not.toContain('calls.GetVacancy.p95');
  expect(skipped.find(({ id }) => id === 'calls.GetVacancy.p95')?.reason).toMatch(
    /vary up to the fail bound.*121ms/,
  );
});

/** Runs whose GetVacancy has these percentiles. */
function withPercentiles(of: (index: number) => { readonly p95: number; readonly p99: number }): Result[] {
  return simulated(8, 1).map((run, index): Result => {
    const calls = run.aggregate.calls.map((stats) => {
      if (stats.call !== 'GetVacancy' || !stats.duration) return stats;
      const percentiles = { ...stats.duration.percentiles, ...of(index) };
      return { ...stats, duration: { ...stats.duration, percentiles } };
    });
    return { ...run, aggregate: { ...run.aggregate, calls } };
  });
}

test('no percentile gets a bound above that of a higher one, which guards nothing', () => {
  // The p95 varies much more than the p99.
  const runs = withPercentiles((index) => ({ p95: index % 2 === 0 ? 20 : 100, p99: 110 + index }));
  const suggestedFor = (p99: string) => {
    const text = JSON.stringify({ calls: { GetVacancy: { p95: '5s', p99, why: 'x' } } });
    const { suggestions } = suggestThresholds(runs, compiled(text));
    return suggestions
      .filter(({ threshold }) => threshold.id.startsWith('calls.GetVacancy.'))
      .map(({ threshold, broken }) => [threshold.stat, threshold.text, broken]);
  };
  const [p95, p99] = suggestedFor('5s');
  expect(p95).toEqual(['p95', p99?.[1], 0]);
  expect(p99).toEqual(['p99', expect.stringMatching(/^1[2-4]\dms$/), 0]);
  // A bound on the p99 that stays counts too.
  expect(suggestedFor('120ms')).toEqual([['p95', '120ms', 0]]);
});

test('a warn bound never reaches the fail bound of a higher percentile, with which the run has failed', () => {
  const runs = withPercentiles((index) => ({
    p95: [150, 150, 160, 170, 175, 180, 185, 190][index] ?? 0,
    p99: 195,
  }));
  const foundFor = (p95: Bound, p99: Bound) => {
    const text = JSON.stringify({ calls: { GetVacancy: { p95, p99, why: 'x' } } });
    const { suggestions, skipped } = suggestThresholds(runs, compiled(text));
    return [
      ...suggestions.map(({ threshold }) => `${threshold.level} ${threshold.id} ${threshold.text}`),
      ...skipped.map(({ id, reason }) => `${id}: ${reason}`),
    ].filter((line) => line.includes('calls.GetVacancy.'));
  };
  const reason = 'the runs vary up to the fail bound of p99: the limit is 255ms, fail is';
  // The fail bound that is suggested for the p99 counts, and so does one that stays beside a warn bound.
  expect(foundFor({ warn: '180ms' }, '200ms')).toEqual([
    'fail calls.GetVacancy.p99 195ms',
    `calls.GetVacancy.p95: ${reason} 195ms`,
  ]);
  expect(foundFor({ warn: '180ms' }, { warn: '5ms', fail: '195ms' })).toContain(
    `calls.GetVacancy.p95: ${reason} 195ms`,
  );
  expect(foundFor('5s', { warn: '5s', fail: '200ms' })).toContain('fail calls.GetVacancy.p95 200ms');
  // A fail bound above the warn bound of a higher percentile adds something: the run fails.
  expect(foundFor('5s', { warn: '5s' })).toEqual([
    'fail calls.GetVacancy.p95 255ms',
    'warn calls.GetVacancy.p99 195ms',
  ]);
});

test('failures of all calls get no bound: it would guard nothing', () => {
  const runs = simulated(8, 1).map((run): Result => {
    const calls = run.aggregate.calls.map((stats) => ({ ...stats, failed: stats.count }));
    return { ...run, aggregate: { ...run.aggregate, calls } };
  });
  for (const failed of ['1%', '100%']) {
    const { suggestions, skipped } = suggestThresholds(
      runs,
      compiled(JSON.stringify({ calls: { GetVacancy: { failed, p95: '1s', why: 'x' } } })),
    );
    expect(suggestions.map(({ threshold }) => threshold.id)).not.toContain('calls.GetVacancy.failed');
    expect(skipped).toContainEqual({
      id: 'calls.GetVacancy.failed',
      reason: 'so much fails in these runs that the limit is 100%, which guards nothing',
    });
  }
});

test('a bound below the limit stays while no run breaks it, and gets looser when one does', () => {
  const runs = simulated(8, 1);
  const largest = Math.max(
    ...runs.map(({ aggregate }) => aggregate.calls[2]?.duration?.percentiles.p95 ?? 0),
  );
  const suggestedFor = (ms: number) =>
    suggestThresholds(runs, compiled(`{"calls": {"GetVacancy": {"p95": "${ms}ms", "why": "x"}}}`));
  const { suggestions, skipped } = suggestedFor(Math.ceil(largest));
  expect(suggestions.map(({ threshold }) => threshold.id)).not.toContain('calls.GetVacancy.p95');
  expect(skipped[0]?.reason).toMatch(
    /^\d+ms stays: it is stricter than these runs can show \(\d+ms\), and none breaks it$/,
  );
  expect(suggestedFor(Math.floor(largest) - 1).suggestions[0]).toMatchObject({ broken: 0 });
});
