import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import type { CallStats } from '../../core/figures/aggregate';
import type { Result } from '../../core/verdict/result';
import { mainCause } from './failure-rows';
import { reportHtml } from './html';
import { summaryMarkdown } from './markdown';

const AT = { firstAtMs: 0, lastAtMs: 1 };

/** Makes a failed run with these causes of its calls and of its first journey. */
function failing(calls: Partial<CallStats>[], journey: Readonly<Record<string, number>> = {}): Result {
  const result = exampleResult({ seconds: 5 });
  const { aggregate } = result;
  const none = { failed: 0, causes: {} };
  return {
    ...result,
    verdict: 'fail',
    aggregate: {
      ...aggregate,
      calls: aggregate.calls.map((stats, index) => ({ ...stats, ...none, ...calls[index] })),
      journeys: aggregate.journeys.map((stats, index) => ({ ...stats, causes: index === 0 ? journey : {} })),
    },
  };
}

const EXAMPLE = 'rpc error: <deadline> of 2 s';
const TIMED_OUT = failing(
  [
    { causes: { INTERNAL: 5, DEADLINE_EXCEEDED: 3 } },
    { causes: { DEADLINE_EXCEEDED: 4 }, failures: { DEADLINE_EXCEEDED: { ...AT, example: EXAMPLE } } },
  ],
  { DEADLINE_EXCEEDED: 7 },
);

it('finds the most frequent cause over all calls, with the call that failed most and an example', () => {
  expect(mainCause(TIMED_OUT)).toEqual({
    cause: 'DEADLINE_EXCEEDED',
    words: '7 of 12 failed calls, most in UpdateVacancy',
    example: EXAMPLE,
  });
});

it('names no single call when the failures are spread over several', () => {
  const spread = failing([{ causes: { INTERNAL: 3 } }, { causes: { INTERNAL: 3 } }]);
  expect(mainCause(spread)?.words).toBe('6 of 6 failed calls, over 2 calls, 3 in CreateVacancy');
});

it('takes the cause of iterations when more iterations than calls failed', () => {
  const result = failing([{ causes: { INTERNAL: 1 } }], { job_failed: 9 });
  expect(mainCause(result)).toEqual({ cause: 'job_failed', words: '9 of 9 failed iterations, all in crud' });
  expect(mainCause(failing([{ causes: { INTERNAL: 1 } }]))?.words).toBe(
    '1 of 1 failed call, all in CreateVacancy',
  );
  expect(mainCause(failing([]))).toBeUndefined();
});

it('counts failures of set-up only where nothing else failed', () => {
  const setUp = failing([]).aggregate.calls.map(({ phase }) =>
    phase === 'setup' ? { causes: { timeout: 9 } } : {},
  );
  expect(mainCause(failing(setUp))?.words).toBe('9 of 9 failed calls, all in SignInUser (set-up)');
  const both = setUp.map((one, index) => (index === 0 ? { causes: { INTERNAL: 1 } } : one));
  expect(mainCause(failing(both))?.cause).toBe('INTERNAL');
});

it('is in the top box of the page, and at the top of summary.md', () => {
  const banner = (result: Result) => /<header .*?<\/header>/s.exec(reportHtml(result))?.[0] ?? '';
  const words = banner(TIMED_OUT).replace(/<[^>]+>/g, '');
  expect(words).toContain(
    'Most frequent failure: DEADLINE_EXCEEDED, 7 of 12 failed calls, most in UpdateVacancy, such as: rpc error: &lt;deadline> of 2 s',
  );
  expect(banner({ ...TIMED_OUT, verdict: 'pass' })).not.toContain('Most frequent failure');
  expect(banner(failing([]))).not.toContain('Most frequent failure');
  expect(summaryMarkdown(TIMED_OUT)).toMatch(
    /\n\*\*Most frequent failure:\*\* `DEADLINE_EXCEEDED`, 7 of 12 .*: rpc error: &lt;deadline&gt; of 2 s\n/,
  );
});
