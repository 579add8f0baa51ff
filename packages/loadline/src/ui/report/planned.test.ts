import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import { judge } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { summaryText } from '../../core/verdict/summary-text';
import { reportHtml } from './html';
import { junitXml } from './junit';
import { summaryMarkdown } from './markdown';

/** Makes a run with an iteration that was due at the very end and was done. */
function withOneMore(): Result {
  const whole = exampleResult({ seconds: 30 });
  const [first, ...others] = whole.aggregate.journeys;
  if (!first) throw new Error('the example has no journey');
  const journey = {
    ...first,
    planned: { min: 100, max: 101 },
    started: 101,
    done: 101,
    dropped: 0,
    unaccounted: 0,
  };
  return { ...whole, aggregate: { ...whole.aggregate, journeys: [journey, ...others] } };
}

it.each<[string, (result: Result) => string]>([
  ['summary.md', (result) => summaryMarkdown(result).replaceAll('\\', '')],
  ['report.html', reportHtml],
  ['junit.xml', junitXml],
  ['the text of the run', (result) => summaryText(result)],
])(
  '%s shows 100–101 planned iterations when one is due at the very end, not more iterations than planned',
  (_name, write) => {
    const text = write(withOneMore());
    expect(text).toContain('100–101');
    expect(text).not.toMatch(/\b100 \| 101\b|\b100 planned|of 100 planned|\b100 +101\b/);
  },
);

it('missing and dropped iterations are compared with the same count', () => {
  const { aggregate } = withOneMore();
  const [first, ...others] = aggregate.journeys;
  for (const change of [{ done: 90 }, { done: 90, dropped: 11 }]) {
    const journeys = [{ ...(first as NonNullable<typeof first>), ...change }, ...others];
    expect(judge({ ...aggregate, journeys }, []).reasons.join('\n')).toMatch(
      /\d+ of 100–101 planned iterations (are|were)/,
    );
  }
});
