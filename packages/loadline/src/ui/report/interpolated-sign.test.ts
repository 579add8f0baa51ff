import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import type { Result } from '../../core/verdict/result';
import { summaryText } from '../../core/verdict/summary-text';
import { reportHtml } from './html';
import { summaryMarkdown } from './markdown';

const NOTE = 'lies between two samples that are far apart: nothing took this long';

/** Makes a result with an interpolated p95 of 4321 ms. */
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

/** A page without its scripts. */
const visible = (page: string) => page.slice(page.indexOf('<body>'), page.indexOf('<script'));

const WRITERS: [string, (result: Result) => string][] = [
  ['the summary of the terminal', (of) => summaryText(of)],
  ['summary.md', summaryMarkdown],
  ['report.html', (of) => visible(reportHtml(of))],
];
const words = (text: string) => text.replaceAll('\\', '').replace(/\s+/g, ' ');

it.each(WRITERS)('%s marks an interpolated percentile, and says what the mark means', (_, write) => {
  const marked = words(write(result(['p95'])));
  expect(marked).toContain('~4321');
  expect(marked).toContain(NOTE);
  const plain = words(write(result([])));
  expect(plain).toContain('4321');
  expect(plain).not.toContain('~4321');
  expect(plain).not.toContain(NOTE);
});

/** Makes a result that also has figures outside calls and journeys, each with its own interpolated p95 or p99. */
function elsewhere(interpolated: readonly string[]): Result {
  const { aggregate, thresholds, ...rest } = exampleResult();
  const marked = interpolated.length > 0 && { interpolated };
  const steps = (aggregate.steps ?? []).map((step) => ({ ...step, p95: 4_322, ...marked }));
  const journeys = aggregate.journeys.map((stats) => {
    const { delay } = stats;
    if (!delay) throw new Error('no delay');
    return { ...stats, delay: { ...delay, percentiles: { ...delay.percentiles, p99: 4_323 }, ...marked } };
  });
  return { ...rest, thresholds, aggregate: { ...aggregate, steps, journeys } };
}

it.each(WRITERS)('%s has the same mark in steps', (_, write) => {
  const marked = words(write(elsewhere(['p95', 'p99'])));
  expect(marked).toContain('~4322');
  expect(marked).toContain(NOTE);
  expect(words(write(elsewhere([])))).not.toContain('~');
});

it.each(WRITERS.filter(([name]) => name !== 'summary.md'))('%s has the same mark on delays', (_, write) => {
  expect(words(write(elsewhere(['p99'])))).toContain('~4323');
});

it('report.html marks the figures of the baseline run, and those in charts', () => {
  const html = visible(reportHtml(result([]), { baseline: result(['p95']) }));
  expect(words(html)).toContain('~4321');
  expect(words(visible(reportHtml(result([]), { baseline: result([]) })))).not.toContain('~');
  expect(reportHtml(result(['p95']))).toMatch(/p95 ~4321 ms/);
});
