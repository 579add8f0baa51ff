import { describe, expect, test } from 'vitest';
import { times, withCall } from '../../../../../tests/harness/example-aggregate';
import { exampleSpec } from '../../../../../tests/harness/example-spec';
import { compileThresholds } from '../thresholds/compile-thresholds';
import { judge, sampleCount, verdictLine } from './judge';
import { makeResult } from './result';
import { summaryText } from './summary-text';

const why = 'because';

describe('thresholds with some samples, but too few,', () => {
  const set = compileThresholds(
    {
      calls: { Get: { p95: '500ms', p99: '500ms', 'p99.9': '500ms', failed: '10%', why } },
      journeys: { crud: { failed: '1%', why } },
    },
    'thresholds.json',
  ).thresholds.common;
  const few = (count: number, ms: number) => withCall({ count, duration: { ...times(ms), count } });

  test('are not judged, which the verdict counts', () => {
    // 900 ms would break each of them.
    const judgement = judge(few(19, 900), set);
    expect(
      judgement.thresholds.map(({ id, outcome, samples, needed }) => [id, outcome, samples, needed]),
    ).toEqual([
      ['calls.Get.p95', 'not judged', 19, 20],
      ['calls.Get.p99', 'not judged', 19, 100],
      ['calls.Get.p99.9', 'not judged', 19, 1_000],
      ['calls.Get.failed', 'held', 19, 1],
      ['journeys.crud.failed', 'held', 100, 1],
    ]);
    expect(judgement).toMatchObject({ verdict: 'pass', reasons: [] });
    expect(verdictLine(judgement)).toBe('PASS, 3 of 5 not judged: too few samples');
  });

  test('are judged with exactly enough samples', () => {
    expect(judge(few(20, 900), set)).toMatchObject({
      verdict: 'fail',
      reasons: [expect.stringContaining('calls.Get.p95')],
    });
    expect(verdictLine(judge(few(1_000, 100), set))).toBe('PASS');
  });

  test('cannot pass a run alone: a `fail` threshold has to be judged', () => {
    const p99 = set.filter(({ stat }) => stat === 'p99');
    const warned = [{ ...set[3], level: 'warn' } as (typeof set)[number]];
    for (const some of [p99, [...p99, ...warned], []]) {
      expect(judge(few(19, 1), some)).toMatchObject({
        verdict: 'invalid',
        reasons: [expect.stringContaining('no `fail` threshold was judged')],
      });
    }
  });

  test('are listed in the text with their numbers of samples', () => {
    const aggregate = few(19, 1);
    const text = summaryText(makeResult('1', exampleSpec(), {}, aggregate, judge(aggregate, set)));
    expect(text).toContain('verdict: PASS, 3 of 5 not judged: too few samples\n');
    expect(text.replace(/\n */g, ' ')).toContain('calls.Get.p99.9 ≤ 500ms (19 of 1000 samples)');
  });
});

test.each([
  ['7 of 20 samples', { samples: 7, needed: 20 }],
  ['0 of 1 sample', {}],
  ['33 of 390 measured', { samples: 33, needed: 20, expected: 390 }],
  ['140 samples, fewer than 100 planned', { samples: 140, needed: 100 }],
])('a threshold that was not judged: %s', (text, counts) => {
  expect(sampleCount(counts)).toBe(text);
});
