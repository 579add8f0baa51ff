import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import type { Result } from '../../core/verdict/result';
import { summaryText } from '../../core/verdict/summary-text';
import { reportHtml } from './html';
import { summaryMarkdown } from './markdown';

const NOTE = 'lies between two samples that are far apart: nothing took this long';

/** A p95 of 4321 ms that no call of the load took. */
function result(interpolated: readonly string[]): Result {
  const { aggregate, ...rest } = exampleResult();
  const calls = aggregate.calls.map((stats) => {
    const { duration } = stats;
    if (stats.call !== 'GetVacancy' || !duration) return stats;
    const percentiles = { ...duration.percentiles, p95: 4_321 };
    const marked = interpolated.length > 0 && { interpolated };
    return { ...stats, duration: { ...duration, percentiles, ...marked } };
  });
  return { ...rest, aggregate: { ...aggregate, calls } };
}

it.each<[string, (result: Result) => string]>([
  ['the summary of the terminal', (of) => summaryText(of, false)],
  ['summary.md', summaryMarkdown],
  ['report.html', (of) => reportHtml(of)],
])('%s marks a percentile that no call took, and says what the mark means', (_, write) => {
  const words = (text: string) => text.replaceAll('\\', '').replace(/\s+/g, ' ');
  const marked = words(write(result(['p95'])));
  expect(marked).toContain('~4321');
  expect(marked).toContain(NOTE);
  const plain = words(write(result([])));
  expect(plain).toContain('4321');
  expect(plain).not.toContain('~4321');
  expect(plain).not.toContain(NOTE);
});
