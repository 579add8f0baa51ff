import { describe, expect, test } from 'vitest';
import { compileThresholds } from './compile-thresholds';
import { percentilesOf, type ThresholdsFile, thresholdsUnder } from './threshold';
import { unboundedJourneys, unknownNames } from './threshold-names';

const why = 'because';
const NAMES = {
  calls: ['Get', 'List', 'SignIn'],
  journeyCalls: ['Get', 'List'],
  streams: ['List'],
  journeys: ['crud'],
  metrics: ['time_to_done', 'time_to_host'],
  counts: ['polls'],
  profiles: ['load'],
};

function compile(file: object) {
  return compileThresholds(file as ThresholdsFile, 'thresholds.json');
}

function messages(file: object): string {
  return compile(file)
    .problems.map(({ where, message }) => `${where} ${message}`)
    .join('\n');
}

test('every kind of entry becomes a threshold', () => {
  const { thresholds, problems } = compile({
    calls: {
      Get: {
        'p99.5': '500ms',
        avg: '1s',
        failed: { warn: '1%', fail: '5%' },
        minSamples: 10,
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
  const shown = thresholds.common.map(
    ({ id, level, stat, op, bound }) => `${level} ${id} ${stat} ${op} ${bound}`,
  );
  expect(shown).toEqual([
    'fail calls.Get.p99.5 p99.5 <= 500',
    'fail calls.Get.avg avg <= 1000',
    'warn calls.Get.failed share <= 0.01',
    'fail calls.Get.failed share <= 0.05',
    'fail calls.List.firstMessage.p95 p95 <= 200',
    'fail journeys.crud.duration.max max <= 5000',
    'fail journeys.crud.response.p95 p95 <= 2000',
    'fail journeys.crud.failed share <= 0',
    'warn metrics.time_to_done.p97.5 p97.5 <= 10000',
    'fail metrics.time_to_done.p97.5 p97.5 <= 20000',
    'fail metrics.time_to_done.min min <= 5000',
    'fail run.rate rate >= 10',
    'fail run.failed share <= 0.025',
  ]);
  expect(thresholds.common[0]).toMatchObject({ minSamples: 10, abortAfterMs: 30_000, why });
  expect(percentilesOf(thresholds.common)).toEqual(['p99.5', 'p95', 'p97.5']);
});

describe('a problem has its path and says what to write', () => {
  test.each<[string, object, string]>([
    ...[
      ['p95.0', 'p95'],
      ['p05', 'p5'],
      ['p00', 'p0'],
      ['p50.00', 'p50'],
      ['p97.50', 'p97.5'],
      ['p090', 'p90'],
    ].map(([odd = '', usual]): [string, object, string] => [
      `a percentile in another spelling, ${odd}`,
      { calls: { Get: { [odd]: '1s', why } }, journeys: { crud: { response: { [odd]: '1s' }, why } } },
      `journeys.crud.response.${odd} is another spelling of ${usual}: write "${usual}"`,
    ]),
    [
      'a percentile above 100',
      { calls: { Get: { 'p100.5': '1s', why } } },
      'calls.Get.p100.5 there is no key "p100.5"',
    ],
    [
      'a percentile with too many digits',
      { calls: { Get: { 'p99.99999999': '1s', why } } },
      'calls.Get.p99.99999999 there is no key "p99.99999999"',
    ],
    [
      'a bare number',
      { calls: { Get: { p95: '500', why } } },
      'calls.Get.p95 "500" has no unit: write 500s or 500ms',
    ],
    ['a number instead of a text', { calls: { Get: { p95: 500, why } } }, 'write a text, such as "500ms"'],
    ['a share without %', { calls: { Get: { failed: '5', why } } }, 'write a percentage from 0% to 100%'],
    ['a share above 100 %', { calls: { Get: { failed: '101%', why } } }, 'write a percentage'],
    ['messages without a direction', { calls: { Get: { messages: '1', why } } }, 'write ">= 1" or "<= 100"'],
    ['a rate without a direction', { run: { rate: '10/s', why } }, 'write ">= 10/s" or "<= 10/s"'],
    ['no reason', { calls: { Get: { p95: '1s' } } }, 'calls.Get.why is missing'],
    ['no threshold', { calls: { Get: { why } } }, 'holds no threshold'],
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
      '(any pN is a percentile; metrics that count take no threshold)',
    ],
    [
      'the former name of minSamples',
      { metrics: { time_to_done: { p95: '1s', minCount: 5, why } } },
      'metrics.time_to_done.minCount is no longer a key: write "minSamples": 5 instead',
    ],
    [
      'a metric without a threshold',
      { metrics: { time_to_done: { why } } },
      'metrics.time_to_done holds no threshold: write one, such as "p95": "20s"',
    ],
    ['an empty file', {}, 'the file holds no threshold: write one for the failures of each journey'],
    [
      'a lower bound on the rate that is to stop the run',
      { run: { rate: '>= 1/s', abort: { after: '4s' }, why } },
      'run.abort cannot stop a run by a lower bound on "rate"',
    ],
    [
      'the same in a profile, as a warning',
      {
        profiles: { load: { run: { rate: { warn: '>= 1/s' }, failed: '1%', abort: { after: '4s' }, why } } },
      },
      'profiles.load.run.abort cannot stop a run',
    ],
    ['null', { calls: { Get: { p95: null, why } } }, 'write a text'],
    [
      'an empty object instead of a bound',
      { calls: { Get: { p95: {}, failed: '1%', why } } },
      'calls.Get.p95 is {}: write a text',
    ],
    [
      'a list of bounds',
      { calls: { Get: { p95: [], failed: '1%', why } } },
      'calls.Get.p95 is []: write a text',
    ],
    [
      'times without a bound',
      { journeys: { crud: { response: {}, failed: '1%', why } } },
      'journeys.crud.response holds no bound: write one',
    ],
    [
      'a list of times',
      { journeys: { crud: { response: [], failed: '1%', why } } },
      'journeys.crud.response is []: write an object, such as { "p95": "2s" }',
    ],
    ['no section', { calls: null, run: { failed: '1%', why } }, 'calls is null: write an object'],
    ['a list as a section', { calls: [], run: { failed: '1%', why } }, 'calls is []: write an object'],
    ['no run', { calls: { Get: { failed: '1%', why } }, run: null }, 'run is null: write an object'],
    ['an entry that is null', { journeys: { crud: null } }, 'journeys.crud is null: write an object'],
    ['a text as an entry', { journeys: { crud: '1%' } }, 'journeys.crud is "1%": write an object'],
    ['no profiles', { run: { failed: '1%', why }, profiles: null }, 'profiles is null: write an object'],
    [
      'a profile that is null',
      { run: { failed: '1%', why }, profiles: { smoke: null } },
      'profiles.smoke is null: write an object',
    ],
    ['a schema by number', { $schema: 5, run: { failed: '1%', why } }, '$schema is 5: write where'],
    [
      'an unknown key of abort',
      { calls: { Get: { p95: '1s', abort: { after: '5s', aftr: 1 }, why } } },
      'calls.Get.abort is {"after":"5s","aftr":1}: write { "after": "30s" }',
    ],
    [
      'a text for an object',
      { journeys: { crud: { response: '2s', why } } },
      'write an object, such as { "p95": "2s" }',
    ],
    ['a mistyped time', { journeys: { crud: { response: { q95: '2s' }, why } } }, 'there is no key "q95"'],
    [
      'a wrong minSamples',
      { calls: { Get: { p95: '1s', minSamples: 0, why } } },
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
  ['call of a journey', { calls: { SignIn: { max: '1ms', why } } }, 'no journey makes this call'],
  ['stream of messages', { calls: { Get: { messages: '>= 1', why } } }, 'there is no stream "Get"'],
  ['stream', { calls: { Get: { firstMessage: { p95: '1s' }, why } } }, 'there is no stream "Get"'],
])('a problem with an unknown %s has the nearest name', (_kind, file, message) => {
  const problems = unknownNames(compile(file).thresholds, NAMES, 'thresholds.json');
  expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
});

test('a journey without a `fail` threshold on its failures is a problem that says what to write', () => {
  const bounded = (file: object) =>
    unboundedJourneys(compile(file).thresholds, NAMES, 'thresholds.json').map(({ where }) => where);
  const missing = ['thresholds.json: journeys.crud.failed'];
  expect(bounded({ journeys: { crud: { failed: '1%', why } } })).toEqual([]);
  expect(bounded({ journeys: { crud: { failed: { warn: '1%' }, why } } })).toEqual(missing);
  expect(bounded({ journeys: { crud: { response: { p95: '1s' }, why } } })).toEqual(missing);
  expect(bounded({ calls: { Get: { failed: '1%', why } } })).toEqual(missing);
  // The bound is in one profile only: with other profiles nothing would bound the failures.
  expect(bounded({ profiles: { load: { journeys: { crud: { failed: '1%', why } } } } })).toEqual(missing);
});

test('an upper bound on the rate can abort a run', () => {
  expect(messages({ run: { rate: '<= 1/s', abort: { after: '4s' }, why } })).toBe('');
});

test('a profile’s thresholds replace the common ones on the same figure', () => {
  const { thresholds } = compile({
    calls: { Get: { p95: '1s', p99: '2s', why } },
    profiles: { load: { calls: { Get: { p95: '3s', why } } } },
  });
  const bounds = (profile: string) =>
    thresholdsUnder(thresholds, profile).map(({ id, bound }) => [id, bound]);
  expect(bounds('smoke')).toEqual([
    ['calls.Get.p95', 1000],
    ['calls.Get.p99', 2000],
  ]);
  expect(bounds('load')).toEqual([
    ['calls.Get.p95', 3000],
    ['calls.Get.p99', 2000],
  ]);
});
