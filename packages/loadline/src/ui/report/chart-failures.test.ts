import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import type { SecondStats } from '../../core/figures/aggregate';
import { chartData } from './chart-data';
import { failureLines } from './chart-failures';
import { Lines } from './chart-lines';
import { reportHtml } from './html';

const EMPTY = { due: 0, started: 0, dropped: 0, active: 0, bytes: 0, calls: {} };

function linesOf(seconds: readonly Partial<SecondStats>[]) {
  const lines = new Lines(
    seconds.map((stats, second) => ({ second, ...EMPTY, ...stats })),
    150,
  );
  return failureLines(lines).map(({ label, values }) => [label, values]);
}

it('has a line for each cause, the most frequent first', () => {
  expect(linesOf([{ causes: { timeout: 1 } }, {}, { causes: { timeout: 1, status_500: 5 } }])).toEqual([
    ['status_500', [0, 0, 5]],
    ['timeout', [1, 0, 1]],
  ]);
});

it('has lines for iterations only where no call has their cause', () => {
  const iterationCauses = { timeout: 1, job_failed: 2 };
  expect(linesOf([{ causes: { timeout: 1 }, iterationCauses }])).toEqual([
    ['job_failed (iterations)', [2]],
    ['timeout', [1]],
  ]);
});

it('joins the causes after the first five into one line, if there are several', () => {
  const causes = { a: 9, b: 8, c: 7, d: 6, e: 5, f: 4 };
  expect(linesOf([{ causes }]).at(-1)).toEqual(['f', [4]]);
  const many = linesOf([{ causes: { ...causes, g: 3 } }]);
  expect(many).toHaveLength(6);
  expect(many.at(-1)).toEqual(['2 other causes', [7]]);
});

it('stands in the section of failures, in words too, and is left out where nothing failed', () => {
  const result = exampleResult();
  const [, section = ''] = /<section id="failures".*?(<figure.*?<\/figure>)/s.exec(reportHtml(result)) ?? [];
  expect(section).toContain('Failures per second, by cause');
  expect(section).toMatch(/Highest: DEADLINE_EXCEEDED [\d.]+\/s at \d+:\d\d, UNAVAILABLE [\d.]+\/s at/);
  const seconds = result.aggregate.seconds?.map(({ causes: _, ...stats }) => stats) ?? [];
  expect(chartData({ ...result, aggregate: { ...result.aggregate, seconds } }).failures).toBeUndefined();
});
