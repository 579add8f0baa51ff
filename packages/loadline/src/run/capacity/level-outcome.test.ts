import { describe, expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import { exampleThresholds } from '../../../../../tests/harness/example-thresholds';
import type { Times } from '../../core/figures/aggregate';
import { callsPerSecond, iterationsPerSecond } from '../../core/figures/rates';
import type { ObservedThreshold } from '../../core/thresholds/threshold';
import { judge, type ThresholdResult } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { mainCauseText } from '../../ui/report/failure-rows';
import { levelRunOf, notJudgedBelow } from './level-outcome';
import { runText } from './level-text';

const LATE: Times = { count: 10, min: 0, avg: 1, med: 1, max: 900, percentiles: { p99: 400 } };

const CALLS = ['CreateVacancy', 'GetVacancy'];
const made = exampleResult({ seconds: 10, calls: CALLS });
const result = { ...made, spec: { ...made.spec, thresholds: exampleThresholds(CALLS) } };

it.each([
  ['held', { verdict: 'pass' }],
  ['broke', { verdict: 'fail' }],
  ['invalid', { verdict: 'invalid' }],
  ['starved', { verdict: 'invalid', aggregate: { ...result.aggregate, generatorLag: LATE } }],
] as const)('a run is %s', (outcome, change) => {
  expect(levelRunOf({ ...result, ...change })).toMatchObject({ outcome, runId: result.spec.runId });
});

it('a starved run is explained by the starvation, whatever its run names first', () => {
  const aggregate = { ...result.aggregate, generatorLag: LATE, scriptErrors: 2 };
  const judged = judge(aggregate, result.spec.thresholds, { doubts: ['instance 2 did not deliver'] });
  expect(judged.reasons.slice(0, 2)).toEqual([
    'instance 2 did not deliver',
    expect.stringContaining('2 script'),
  ]);
  const { reasons, ...run } = levelRunOf({ ...result, ...judged, aggregate });
  expect(runText(1, 20, { ...run, reasons })).toContain('20 users starved: the load generator was starved,');
  expect(reasons.toSorted()).toEqual(judged.reasons.toSorted());
});

it('names what failed most, and what a warm-up did not connect', () => {
  const failure = mainCauseText(result);
  expect(failure).toContain('most frequent failure');
  expect(levelRunOf(result)).toMatchObject({ failure });
  expect(levelRunOf(result)).not.toHaveProperty('warmUp');
  const warmUp = { started: 20, ended: 20, failed: 3, cause: 'connect_timeout' };
  const { warmUp: said } = levelRunOf({ ...result, aggregate: { ...result.aggregate, warmUp } });
  expect(said).toEqual([expect.stringContaining('3 of 20 virtual users (connect_timeout)')]);
});

it('names the threshold nearest to its bound, with its figure as a share of the bound', () => {
  const { nearest } = levelRunOf(result);
  const ratios = result.thresholds.flatMap(({ measured }, index) => {
    const { level, op, bound } = result.spec.thresholds[index] ?? {};
    if (level !== 'fail' || measured === undefined || bound === undefined) return [];
    return [op === '<=' ? measured / bound : bound / measured];
  });
  expect(ratios.length).toBeGreaterThan(3);
  expect(nearest?.ofBound).toBe(Math.max(...ratios));
});

/** A run that passes, in which one threshold had 7 of 20 samples. */
function passWith(id: string, measured: number, expected?: number): Result {
  const thresholds = result.thresholds.map((one, index) => {
    const isIt = one.id === id && result.spec.thresholds[index]?.level === 'fail';
    const few = {
      outcome: 'not judged',
      measured,
      samples: 7,
      needed: 20,
      ...(expected && { expected }),
    } as const;
    return isIt ? { ...one, ...few } : { ...one, outcome: 'held' as const };
  });
  return { ...result, verdict: 'pass', reasons: [], thresholds };
}

it('a run that passes is inconclusive when a threshold beyond its bound was not judged', () => {
  const run = levelRunOf(passWith('calls.GetVacancy.p95', 812));
  expect(run).toMatchObject({ outcome: 'inconclusive', notJudged: ['calls.GetVacancy.p95'] });
  expect(run.reasons).toEqual([
    'calls.GetVacancy.p95 is 812.0 ms, the bound is ≤ 120ms, and it was not judged (7 of 20 samples): write a longer --duration',
  ]);
});

it('a longer run is no advice where failed iterations lack samples', () => {
  expect(levelRunOf(passWith('calls.GetVacancy.p95', 812, 390)).reasons).toEqual([
    'calls.GetVacancy.p95 is 812.0 ms, the bound is ≤ 120ms, and it was not judged (7 of 390 measured): failed iterations lack samples',
  ]);
});

it('a run that passes held when what was not judged is within its bound, and names it', () => {
  const run = levelRunOf(passWith('calls.GetVacancy.p95', 119));
  expect(run).toMatchObject({ outcome: 'held', notJudged: ['calls.GetVacancy.p95'], reasons: [] });
});

it('there is no ratio to a bound of 0, and a figure past it is the furthest from its bound', () => {
  const index = result.spec.thresholds.findIndex(
    ({ id, level }) => id === 'journeys.crud.failed' && level === 'fail',
  );
  const none = result.spec.thresholds.map((one, at) => (at === index ? { ...one, bound: 0 } : one));
  const thresholds = result.thresholds.map((one, at) =>
    at === index ? { ...one, measured: 0.001, outcome: 'broken' as const } : one,
  );
  const { nearest } = levelRunOf({ ...result, spec: { ...result.spec, thresholds: none }, thresholds });
  expect(nearest?.id).toBe('journeys.crud.failed');
  expect(nearest).not.toHaveProperty('ofBound');
});

it('the rates are those of the result: everything that came to its end, by the length of the load', () => {
  const { aggregate } = result;
  const done = aggregate.journeys.reduce((sum, journey) => sum + journey.done, 0);
  expect(levelRunOf(result).iterationsPerSecond).toBe(done / 10);
  expect(levelRunOf(result)).toMatchObject({
    iterationsPerSecond: iterationsPerSecond(aggregate),
    callsPerSecond: callsPerSecond(aggregate),
  });
});

it.each([
  ['what broke was judged below', [{}], [{ broken: ['a'] }], []],
  ['what broke was not judged below', [{ notJudged: ['a', 'b'] }], [{ broken: ['a'] }], ['a']],
  ['in one run of several', [{}, { notJudged: ['a'] }], [{}, { broken: ['a', 'c'] }], ['a']],
  ['other thresholds were not judged', [{ notJudged: ['b'] }], [{ broken: ['a'] }], []],
])('%s', (_name, held, broke, notJudged) => {
  expect(notJudgedBelow(held, broke)).toEqual(notJudged);
});

describe('a threshold on an observed series', () => {
  const QUEUE: ObservedThreshold = {
    id: 'observed.queue.max',
    level: 'fail',
    subject: { of: 'observed', series: 'queue', measure: 'value' },
    ...({ stat: 'max', op: '<=', bound: 100, text: '100 jobs', why: 'test' } as const),
  };
  const series = { name: 'queue', source: 'worker', from: 'jobs', unit: 'jobs', thresholds: [QUEUE] };
  const observing = (seen: Omit<ThresholdResult, 'id' | 'level' | 'bound' | 'why'>): Result => ({
    ...result,
    spec: { ...result.spec, observed: [series] },
    thresholds: [
      ...result.thresholds,
      { id: QUEUE.id, level: 'fail', bound: '≤ 100 jobs', why: 'test', ...seen },
    ],
  });

  it('is named among those that broke, and is the nearest one when it is furthest past its bound', () => {
    const run = levelRunOf({ ...observing({ outcome: 'broken', measured: 1_000_000 }), verdict: 'fail' });
    expect(run.broken).toContain(QUEUE.id);
    expect(run.nearest).toEqual({ id: QUEUE.id, bound: '≤ 100 jobs', measured: 1_000_000, ofBound: 10_000 });
  });

  it('makes a level inconclusive when its source was silent and its figure is past the bound', () => {
    const silent = { outcome: 'not judged', measured: 500, samples: 7, needed: 1, expected: 30 } as const;
    const run = levelRunOf({ ...observing(silent), verdict: 'pass' });
    expect(run).toMatchObject({ outcome: 'inconclusive', notJudged: expect.arrayContaining([QUEUE.id]) });
    expect(run.reasons.at(-1)).toBe(
      'observed.queue.max is 500 jobs, the bound is ≤ 100 jobs, and it was not judged (7 of 30 measured): its source was silent',
    );
  });
});
