import { describe, expect, test } from 'vitest';
import { compileLimits } from './compile-limits';
import { unknownNames } from './limit-names';
import { type LimitsFile, percentilesOf, rulesUnder } from './limits';
import { stepRows, thresholdsOf } from './thresholds';

const why = 'because';
const NAMES = {
  calls: ['Get', 'List'],
  streams: ['List'],
  journeys: ['crud'],
  metrics: ['time_to_done', 'time_to_host'],
  counts: ['polls'],
  profiles: ['load'],
};

function compile(file: object) {
  return compileLimits(file as LimitsFile, 'limits.json');
}

function messages(file: object): string {
  return compile(file)
    .problems.map(({ where, message }) => `${where} ${message}`)
    .join('\n');
}

test('every kind of limit becomes a rule', () => {
  const { limits, problems } = compile({
    calls: {
      Get: {
        'p99.5': '500ms',
        avg: '1s',
        failed: { warn: '1%', fail: '5%' },
        minCount: 10,
        abort: { after: '30s' },
        why,
      },
      List: { firstMessage: { p95: '200ms' }, why },
    },
    journeys: { crud: { duration: { max: '5s' }, response: { p95: '2s' }, failed: '0%', why } },
    metrics: { time_to_done: { 'p97.5': { warn: '10s', fail: '20s' }, min: '5s', why } },
    run: { rate: '>= 10/s', failed: '2.5%', why },
  });
  expect(problems).toEqual([]);
  const shown = limits.common.map(
    ({ id, level, stat, op, bound }) => `${level} ${id} ${stat} ${op} ${bound}`,
  );
  expect(shown).toEqual([
    'limit calls.Get.p99.5 p99.5 <= 500',
    'limit calls.Get.avg avg <= 1000',
    'warn calls.Get.failed share <= 0.01',
    'limit calls.Get.failed share <= 0.05',
    'limit calls.List.firstMessage.p95 p95 <= 200',
    'limit journeys.crud.duration.max max <= 5000',
    'limit journeys.crud.response.p95 p95 <= 2000',
    'limit journeys.crud.failed share <= 0',
    'warn metrics.time_to_done.p97.5 p97.5 <= 10000',
    'limit metrics.time_to_done.p97.5 p97.5 <= 20000',
    'limit metrics.time_to_done.min min <= 5000',
    'limit run.rate rate >= 10',
    'limit run.failed share <= 0.025',
  ]);
  expect(limits.common[0]).toMatchObject({ minCount: 10, abortAfterMs: 30_000, why });
  expect(percentilesOf(limits.common)).toEqual(['p99.5', 'p95', 'p97.5']);
});

describe('what is wrong is told with its path and what to write', () => {
  test.each<[string, object, string]>([
    [
      'a bare number',
      { calls: { Get: { p95: '500', why } } },
      'calls.Get.p95 "500" has no unit: write 500s or 500ms',
    ],
    ['a number that is no text', { calls: { Get: { p95: 500, why } } }, 'write a text, such as "500ms"'],
    ['a share without %', { calls: { Get: { failed: '5', why } } }, 'write a percentage from 0% to 100%'],
    ['a share above 100 %', { calls: { Get: { failed: '101%', why } } }, 'write a percentage'],
    ['a rate without a direction', { run: { rate: '10/s', why } }, 'write ">= 10/s" or "<= 10/s"'],
    ['no reason', { calls: { Get: { p95: '1s' } } }, 'calls.Get.why is missing'],
    ['no limit', { calls: { Get: { why } } }, 'holds no limit'],
    ['a mistyped key', { calls: { Get: { faild: '1%', why } } }, 'did you mean "failed"?'],
    ['a mistyped subject', { call: { Get: { p95: '1s', why } } }, 'did you mean "calls"?'],
    ['a mistyped level', { calls: { Get: { p95: { wran: '1s' }, why } } }, 'did you mean "warn"?'],
    [
      'a metric’s share of failures',
      { metrics: { time_to_done: { failed: '1%', why } } },
      'metrics.time_to_done.failed there is no key "failed"',
    ],
    [
      'a bound on a count',
      { metrics: { polls: { count: '100', why } } },
      '(any pN is a percentile; metrics that count take no limit)',
    ],
    [
      'a minCount of a metric',
      { metrics: { time_to_done: { p95: '1s', minCount: 5, why } } },
      'metrics.time_to_done.minCount has to go: k6 tells of such a metric whether it has samples',
    ],
    [
      'a metric without a limit',
      { metrics: { time_to_done: { why } } },
      'metrics.time_to_done holds no limit: write one, such as "p95": "20s"',
    ],
    ['null', { calls: { Get: { p95: null, why } } }, 'write a text'],
    [
      'a text for an object',
      { journeys: { crud: { response: '2s', why } } },
      'write an object, such as { "p95": "2s" }',
    ],
    ['a mistyped time', { journeys: { crud: { response: { q95: '2s' }, why } } }, 'there is no key "q95"'],
    [
      'a wrong minCount',
      { calls: { Get: { p95: '1s', minCount: 0, why } } },
      'write a whole number from 1 upwards',
    ],
    ['a wrong abort', { calls: { Get: { p95: '1s', abort: true, why } } }, 'write { "after": "30s" }'],
    [
      'a mistake in a profile',
      { profiles: { load: { calls: { Get: { p95: '1', why } } } } },
      'profiles.load.calls.Get.p95',
    ],
  ])('%s', (_name, file, message) => {
    expect(messages(file)).toContain(message);
  });
});

test.each<[string, object, string]>([
  ['call', { calls: { Gett: { p95: '1s', why } } }, 'did you mean "Get"?'],
  ['journey', { journeys: { crdu: { failed: '1%', why } } }, 'did you mean "crud"?'],
  ['profile', { profiles: { laod: { run: { failed: '1%', why } } } }, 'did you mean "load"?'],
  ['metric', { metrics: { time_to_don: { p95: '1s', why } } }, 'did you mean "time_to_done"?'],
  [
    'bound on a count',
    { profiles: { load: { metrics: { polls: { max: '1s', why } } } } },
    'bound a metric that holds times instead, such as "time_to_done", "time_to_host"',
  ],
  ['stream', { calls: { Get: { firstMessage: { p95: '1s' }, why } } }, 'there is no stream "Get"'],
])('an unknown %s is told with the nearest name', (_kind, file, message) => {
  const problems = unknownNames(compile(file).limits, NAMES, 'limits.json');
  expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
});

test('a profile’s limits replace the common ones on the same figure', () => {
  const { limits } = compile({
    calls: { Get: { p95: '1s', p99: '2s', why } },
    profiles: { load: { calls: { Get: { p95: '3s', why } } } },
  });
  const bounds = (profile: string) => rulesUnder(limits, profile).map(({ id, bound }) => [id, bound]);
  expect(bounds('smoke')).toEqual([
    ['calls.Get.p95', 1000],
    ['calls.Get.p99', 2000],
  ]);
  expect(bounds('load')).toEqual([
    ['calls.Get.p95', 3000],
    ['calls.Get.p99', 2000],
  ]);
});

test('k6 gets each limit with the samples it needs, and what makes a run valid', () => {
  const { limits } = compile({
    calls: {
      Get: { p95: '1s', failed: { warn: '1%' }, minCount: 5, abort: { after: '10s' }, why },
      List: { firstMessage: { p99: '1s' }, why },
    },
    journeys: { crud: { response: { p95: '2s' }, why } },
    metrics: {
      time_to_done: { p95: '20s', abort: { after: '1m' }, why },
      time_to_host: { avg: { warn: '5s' }, why },
    },
    run: { rate: '>= 10/s', why },
  });
  expect(thresholdsOf(limits.common, { crud: 40 }, 60_000, true)).toEqual({
    'call_duration{call:Get,phase:load}': [
      { threshold: 'p(95)<=1000', abortOnFail: true, delayAbortEval: '10000ms' },
    ],
    'calls{call:Get,phase:load}': ['count>=5'],
    'stream_first_message{call:List,phase:load}': ['max>0', 'p(99)<=1000'],
    'journey_response{journey:crud}': ['p(95)<=2000'],
    'journey_duration{journey:crud}': ['max>0'],
    'iterations{scenario:crud}': ['count>=40'],
    'call_duration{phase:load}': ['max>0'],
    'calls{phase:load}': ['count>=600'],
    time_to_done: ['max>0', { threshold: 'p(95)<=20000', abortOnFail: true, delayAbortEval: '60000ms' }],
    time_to_host: ['max>0'],
    'dropped_iterations{scenario:crud}': ['count<1'],
    script_errors: ['count<1'],
    generator_lag: ['max<=1000', 'p(99)<=100'],
    'iterations{scenario:generator}': ['count>=1'],
  });
});

test('a limit on a metric of the suite’s own is read in each step', () => {
  const { limits } = compile({ metrics: { time_to_done: { p95: '20s', why } } });
  expect(stepRows([1, 2], limits.common, [])).toEqual({
    'time_to_done{step:1}': ['max>=0'],
    'time_to_done{step:2}': ['max>=0'],
  });
});
