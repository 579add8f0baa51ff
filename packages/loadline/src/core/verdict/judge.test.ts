import { expect, test } from 'vitest';
import { CRUD, GOOD, times, withCall } from '../../../../../tests/harness/example-aggregate';
import { exampleSpec } from '../../../../../tests/harness/example-spec';
import type { Aggregate } from '../figures/aggregate';
import { compileThresholds } from '../thresholds/compile-thresholds';
import { judge } from './judge';
import { makeResult } from './result';
import { summaryText } from './summary-text';

const why = 'because';
const { thresholds } = compileThresholds(
  {
    calls: { Get: { p95: { warn: '300ms', fail: '500ms' }, failed: '10%', why } },
    journeys: { crud: { response: { p95: '1s' }, why } },
    metrics: { time_to_done: { p95: '20s', why } },
    run: { rate: '>= 1/s', failed: '10%', why },
  },
  'thresholds.json',
);

test.each<[string, Aggregate, string, RegExp | undefined]>([
  ['all is well', GOOD, 'pass', undefined],
  ['a value equal to its bound holds', withCall({ duration: times(500), failed: 10 }), 'pass', undefined],
  [
    'a threshold broke',
    withCall({ duration: times(501) }),
    'fail',
    /calls\.Get\.p95 is 501\.0 ms, the bound is ≤ 500ms \(why this bound: because\)/,
  ],
  ['too many calls failed', withCall({ failed: 11 }), 'fail', /calls\.Get\.failed is 11%/],
  ['too few calls per second', withCall({ count: 59, failed: 0 }), 'fail', /run\.rate is 0\.98\/s/],
  [
    'arrivals were dropped',
    { ...GOOD, journeys: [{ ...CRUD, started: 90, done: 90, dropped: 10 }] },
    'fail',
    /did not absorb/,
  ],
  ['a script error', { ...GOOD, scriptErrors: 2 }, 'invalid', /2 script errors: see the log of k6 for/],
  [
    'a starved generator',
    { ...GOOD, generatorLag: { ...times(1), max: 1_500 } },
    'invalid',
    /generator was starved/,
  ],
  ['a generator that is always late', { ...GOOD, generatorLag: times(150) }, 'invalid', /p99 150 ms/],
  [
    'passes cut off',
    { ...GOOD, journeys: [{ ...CRUD, done: 90, interrupted: 10 }] },
    'invalid',
    /10 of 100–101 .*\(10 were cut off\)/,
  ],
  [
    'iterations that never started',
    { ...GOOD, journeys: [{ ...CRUD, started: 90, done: 90 }] },
    'invalid',
    /never started/,
  ],
  [
    'no iteration at all',
    { ...GOOD, journeys: [{ ...CRUD, started: 0, done: 0 }] },
    'invalid',
    /the load never began/,
  ],
  [
    'a time of the suite’s own is too long',
    { ...GOOD, custom: { time_to_done: times(20_001) } },
    'fail',
    /metrics\.time_to_done\.p95 is 20\.001 s, the bound is ≤ 20s \(why this bound: because\)/,
  ],
  [
    'a time of the suite’s own that was never measured',
    { ...GOOD, custom: { polls: { count: 300 } } },
    'invalid',
    /metrics\.time_to_done\.p95 .* has no sample/,
  ],
  ['a threshold without data', { ...GOOD, calls: [] }, 'invalid', /calls\.Get\.p95 .* has no sample/],
])('%s', (_name, aggregate, verdict, reason) => {
  const judgement = judge(aggregate, thresholds.common);
  expect(judgement.verdict, judgement.reasons.join('\n')).toBe(verdict);
  if (reason) expect(judgement.reasons.join('\n')).toMatch(reason);
  else expect(judgement.reasons).toEqual([]);
});

test.each<[string, Partial<Aggregate>, string]>([
  ['script errors', { scriptErrors: 1 }, 'an error of the script may have kept its virtual users busy'],
  [
    'a starved generator',
    { generatorLag: times(150) },
    'the starved generator may have kept its virtual users',
  ],
])('with %s, nobody says that the system did not absorb the load', (_, change, text) => {
  const journeys = [{ ...CRUD, started: 90, done: 90, dropped: 10 }];
  const { reasons } = judge({ ...GOOD, ...change, journeys }, thresholds.common);
  expect(reasons.join('\n')).toContain(`10 of 100–101 planned iterations were dropped: ${text}`);
  expect(reasons.join('\n')).not.toContain('the system did not absorb');
});

test.each([
  [{}, 'mend the script, run again'],
  [{ generatorLag: times(150) }, 'the starved generator may have caused the others, run again'],
])('script errors with %j: %s', (change, text) => {
  const { reasons } = judge({ ...GOOD, ...change, scriptErrors: 4 }, thresholds.common);
  expect(reasons.find((reason) => reason.startsWith('4 script errors'))).toContain(text);
});

test.each([
  ['test aborted: enough', 100, 'the script aborted the run: enough'],
  ['Error: gone', 100, 'an error ended the run after its load had begun: Error: gone'],
  ['test aborted: enough', 0, 'set-up failed: test aborted: enough'],
])('%s after %i iterations: %s', (setupError, started, text) => {
  const ends = [{ version: 1, instance: 1, startedAtMs: 0, endedAtMs: 6_000, setupError } as const];
  const journeys = [{ ...CRUD, started, done: started }];
  expect(judge({ ...GOOD, journeys }, thresholds.common, { ends }).reasons).toContain(text);
});

test('a load that never started has one reason, not one for each threshold', () => {
  const { verdict, reasons } = judge(
    { ...GOOD, calls: [], journeys: [{ ...CRUD, started: 0, done: 0 }] },
    thresholds.common,
  );
  expect([verdict, reasons.length]).toEqual(['invalid', 1]);
});

test('a load that was interrupted has no reasons for thresholds without data', () => {
  const cut = { ...GOOD, calls: [], journeys: [{ ...CRUD, started: 90, done: 80 }] };
  const stopped = { by: 'SIGINT', atMs: 5_000 } as const;
  const ends = [{ version: 1, instance: 1, startedAtMs: 0, endedAtMs: 6_000, stopped } as const];
  expect(judge(cut, thresholds.common, { ends }).reasons).toEqual([
    expect.stringContaining('interrupted by SIGINT'),
  ]);
  expect(judge(cut, thresholds.common).reasons.length).toBeGreaterThan(1);
});

test('invalid takes precedence over fail, and the first reason is why it is invalid', () => {
  const { verdict, reasons } = judge(
    { ...withCall({ duration: times(900) }), scriptErrors: 1 },
    thresholds.common,
  );
  expect(verdict).toBe('invalid');
  expect(reasons).toEqual([
    expect.stringMatching(/script error/),
    expect.stringMatching(/^calls\.Get\.p95 is 900\.0 ms/),
  ]);
});

test('a broken `warn`, and records that are left, are listed and do not change the verdict', () => {
  const { verdict, warnings } = judge(
    { ...withCall({ duration: times(400) }), recordsLeft: 3 },
    thresholds.common,
  );
  expect(verdict).toBe('pass');
  expect(warnings).toEqual([
    'calls.Get.p95 is 400.0 ms, the bound is ≤ 300ms (why this bound: because)',
    '3 records of this run could not be removed from the tested system',
  ]);
});

test('the breaking point is the first step that breaks a threshold', () => {
  const step = (number: number, broken: string[], done = 100) => ({
    number,
    users: number * 50,
    offered: 100,
    done,
    failed: 0,
    broken,
  });
  const steps = [step(1, []), step(2, ['calls.Get.p95']), step(3, [], 50)];
  expect(judge({ ...GOOD, steps }, thresholds.common).breakingPoint).toBe(
    'step 2 (100 users): calls.Get.p95 broke',
  );
  expect(judge({ ...GOOD, steps: steps.slice(2) }, thresholds.common).breakingPoint).toMatch(
    /50 of 100 iterations/,
  );
  expect(judge({ ...GOOD, steps: steps.slice(0, 1) }, thresholds.common).breakingPoint).toBeUndefined();
});

test('the text always fits 100 columns, and has colours only on request', () => {
  const huge = { ...times(9_999_999), count: 99_999_999 };
  const aggregate: Aggregate = {
    ...withCall({
      call: 'GetEverythingThereIsAtOnce',
      count: 99_999_999,
      failed: 9_999_999,
      duration: huge,
      causes: { DEADLINE_EXCEEDED: 9_999_999 },
    }),
    journeys: [
      {
        ...CRUD,
        planned: { min: 9_999_999, max: 10_000_000 },
        done: 9_999_999,
        dropped: 999_999,
        delay: huge,
        duration: huge,
        response: huge,
      },
    ],
    steps: [
      {
        number: 1,
        users: 100_000,
        offered: 9_999_999,
        done: 9_999_999,
        failed: 99_999,
        p95: 99_999,
        broken: [],
      },
    ],
    scriptErrors: 1,
  };
  const result = makeResult('1.0.0', exampleSpec(), {}, aggregate, judge(aggregate, thresholds.common));
  const text = summaryText(result);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(text).toContain('verdict: INVALID');
  expect(text).toContain('DEADLINE_EXCEEDED');
  expect(text).not.toContain('\u001b[');
  const narrow = summaryText(result, { width: 60, style: (colour, word) => `<${colour}>${word}` });
  expect(narrow).toMatch(/^<yellow>! verdict: INVALID/);
  const sentences = narrow.slice(narrow.indexOf('verdict:')).split('\n');
  expect(Math.max(...sentences.map((line) => line.length))).toBeLessThanOrEqual(60);
});
