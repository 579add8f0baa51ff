import { describe, expect, test } from 'vitest';
import { exampleJourney, exampleSpec } from '../../../../../tests/harness/example-spec';
import { GENERATOR_CAUSES } from '../names';
import { compileThresholds } from './compile-thresholds';
import { k6Thresholds, stepRows, withoutAbort } from './k6-thresholds';
import type { ThresholdsFile } from './threshold';

const why = 'because';

function compile(file: object) {
  return compileThresholds(file as ThresholdsFile, 'thresholds.json');
}

test('k6 gets each threshold, one that requires a sample for each, and the rules of validity', () => {
  const { thresholds } = compile({
    calls: {
      Get: { p95: '1s', failed: { warn: '1%' }, abort: { after: '10s' }, why },
      List: { firstMessage: { p99: '1s' }, why },
    },
    journeys: { crud: { response: { p95: '2s' }, why } },
    metrics: {
      time_to_done: { p95: '20s', abort: { after: '1m' }, why },
      time_to_host: { avg: { warn: '5s' }, why },
    },
    run: { rate: '>= 10/s', why },
  });
  // Enough iterations for each of its thresholds.
  const work = { calls: Array.from({ length: 10 }, () => ['Get', 'List']).flat(), metrics: ['time_to_done'] };
  const spec = exampleSpec({
    thresholds: thresholds.common,
    journeys: [exampleJourney('crud', 40, work)],
    loadMs: 60_000,
  });
  const NEVER_EXHAUSTED = Object.fromEntries(
    GENERATOR_CAUSES.flatMap((cause) => [
      [`call_failures{cause:${cause}}`, ['count<1']],
      [`journey_failures{cause:${cause}}`, ['count<1']],
    ]),
  );
  expect(k6Thresholds(spec, true)).toEqual({
    'call_duration{call:Get,phase:load}': [
      'max>0',
      { threshold: 'p(95)<=1000', abortOnFail: true, delayAbortEval: '10000ms' },
    ],
    'stream_first_message{call:List,phase:load}': ['max>0', 'p(99)<=1000'],
    'journey_response{journey:crud}': ['p(95)<=2000'],
    'journey_duration{journey:crud}': ['max>0'],
    'iterations{scenario:crud}': ['count>=40'],
    'call_duration{phase:load}': ['max>0'],
    'calls{phase:load}': ['count>=600'],
    time_to_done: ['max>0', { threshold: 'p(95)<=20000', abortOnFail: true, delayAbortEval: '60000ms' }],
    time_to_host: ['max>0'],
    'dropped_iterations{scenario:crud}': ['count<1'],
    // No threshold bounds the failures of this journey.
    'journey_failed{journey:crud}': ['rate<=0'],
    script_errors: ['count<1'],
    checks: ['rate>=1'],
    ...NEVER_EXHAUSTED,
    clock_step: ['count<1'],
    generator_lag: ['max<=1000', 'p(99)<=100'],
    'iterations{scenario:generator}': ['count>=1'],
  });
  // When `bin/loadline` stops the run, k6 must not: it gets the same expressions without abort.
  const left = withoutAbort(k6Thresholds(spec, true));
  expect(left.time_to_done).toEqual(['max>0', 'p(95)<=20000']);
  expect(Object.keys(left)).toEqual(Object.keys(k6Thresholds(spec, true)));
  expect(JSON.stringify(left)).not.toContain('abortOnFail');
});

describe('k6 gets a threshold only when the planned iterations give enough samples', () => {
  const { thresholds } = compile({
    calls: { Get: { p95: '1s', p99: '2s', why }, List: { p95: '1s', minSamples: 3, why } },
    journeys: { crud: { response: { p95: '2s' }, failed: '1%', why } },
    metrics: { time_to_done: { p95: '20s', why } },
  });
  const shape = { calls: ['Get', 'Get', 'List'], metrics: ['time_to_done'] };
  const expressions = (crud: number) =>
    k6Thresholds(
      exampleSpec({ thresholds: thresholds.common, journeys: [exampleJourney('crud', crud, shape)] }),
      false,
    );

  test.each<[number, string[]]>([
    [2, []],
    [3, ['List p95']],
    [10, ['List p95', 'Get p95']],
    [20, ['List p95', 'Get p95', 'crud p95', 'time_to_done p95']],
    [50, ['List p95', 'Get p95', 'crud p95', 'time_to_done p95', 'Get p99']],
  ])('%i iterations', (crud, handed) => {
    const all = expressions(crud);
    const has = (key: string, expression: string) => all[key]?.includes(expression) ?? false;
    const found = {
      'List p95': has('call_duration{call:List,phase:load}', 'p(95)<=1000'),
      'Get p95': has('call_duration{call:Get,phase:load}', 'p(95)<=1000'),
      'crud p95': has('journey_response{journey:crud}', 'p(95)<=2000'),
      'time_to_done p95': has('time_to_done', 'p(95)<=20000'),
      'Get p99': has('call_duration{call:Get,phase:load}', 'p(99)<=2000'),
    };
    expect(
      Object.entries(found)
        .flatMap(([name, isHanded]) => (isHanded ? [name] : []))
        .toSorted(),
    ).toEqual(handed.toSorted());
    // One sample is required in any case, and `failed` is judged from one sample on.
    expect(has('call_duration{call:Get,phase:load}', 'max>0')).toBe(true);
    expect(has('journey_failed{journey:crud}', 'rate<=0.01')).toBe(true);
  });

  test('when k6 gets none, k6 alone cannot pass', () => {
    const times = thresholds.common.filter(({ stat }) => stat !== 'share');
    const spec = exampleSpec({ thresholds: times, journeys: [exampleJourney('crud', 1, shape)] });
    expect(k6Thresholds(spec, false).script_errors).toEqual(['count<0', 'count<1']);
  });
});

test('a threshold on the suite’s own metric applies in each step', () => {
  const { thresholds } = compile({ metrics: { time_to_done: { p95: '20s', why } } });
  expect(stepRows([1, 2], thresholds.common, [])).toEqual({
    'time_to_done{step:1}': ['max>=0'],
    'time_to_done{step:2}': ['max>=0'],
  });
});
