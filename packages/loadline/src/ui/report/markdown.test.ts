import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exampleResult, plainResult } from '../../../../../tests/harness/example-result';
import type { Result } from '../../core/verdict/result';
import { summaryMarkdown } from './markdown';

const tableRows = (markdown: string) => markdown.split('\n').filter((line) => line.startsWith('|'));
const cells = (row: string) => row.split(/(?<!\\)\|/).slice(1, -1);

it('begins with the verdict and says why', () => {
  const result = exampleResult();
  const lines = summaryMarkdown(result).split('\n');
  expect(lines[0]).toBe('## ❌ FAIL: vacancies/step');
  expect(lines.filter((line) => line.startsWith('- '))).toHaveLength(
    result.reasons.length + result.warnings.length,
  );
  expect(lines.join('\n')).toContain('**Breaking point:** step 3 \\(150 users\\): calls.GetVacancy.p95');
});

it('says that a warm-up came before the load', () => {
  const { spec, ...result } = exampleResult();
  expect(summaryMarkdown({ ...result, spec })).not.toContain('warm');
  expect(summaryMarkdown({ ...result, spec: { ...spec, warmUpMs: 10_000 } })).toContain(
    '10 min of load after a warm\\-up of 10 s on',
  );
});

it('has tables of thresholds, calls, journeys and steps', () => {
  const result = exampleResult();
  const markdown = summaryMarkdown(result);
  const row = (start: string) => tableRows(markdown).find((line) => line.startsWith(`| \`${start}\``));
  expect(cells(row('calls.GetVacancy.p95') ?? '').map((cell) => cell.trim())).toEqual([
    '`calls.GetVacancy.p95`',
    '≤ 120ms',
    '141.1 ms',
    '18% past',
    '❌ broken',
  ]);
  expect(row('GetVacancy')).toContain('| 141.1 |');
  expect(row('crud')).toBeDefined();
  expect(markdown.match(/^### .*/gm)).toEqual([
    '### Thresholds',
    '### Calls (ms)',
    '### Journeys (ms)',
    '### Failures',
    '### Load steps',
  ]);
});

it('has the number of thresholds that were not judged below the verdict, and shows each with its samples', () => {
  const plain = plainResult();
  const few = { outcome: 'not judged' as const, samples: 7, needed: 20 };
  const thresholds = plain.thresholds.map((threshold, index) =>
    index === 0 ? { ...threshold, ...few } : threshold,
  );
  const markdown = summaryMarkdown({ ...plain, thresholds });
  expect(markdown.split('\n')[2]).toBe(`**PASS, 1 of ${thresholds.length} not judged: too few samples**`);
  const [row = ''] = tableRows(markdown).filter((line) => line.startsWith(`| \`${thresholds[0]?.id}\``));
  expect(cells(row).map((cell) => cell.trim())).toEqual([
    `\`${thresholds[0]?.id}\``,
    '≤ 500ms',
    expect.stringMatching(/ ms$/),
    '–',
    '– not judged: 7 of 20 samples',
  ]);
  expect(summaryMarkdown(plain)).not.toContain('not judged');
});

it('shows the suite’s own metrics', () => {
  const result = plainResult();
  const times = { count: 1234, min: 1, avg: 3, med: 2, max: 9, percentiles: { p50: 2, p95: 8.5 } };
  const custom = { time_to_complete: times, polls: { count: 5678 } };
  const rows = tableRows(summaryMarkdown({ ...result, aggregate: { ...result.aggregate, custom } }));
  expect(rows).toContain('| `time_to_complete` | 1\u202f234 | 2.00 | – | 8.50 | – | 9.00 |');
  expect(rows).toContain('| `polls` | 5\u202f678 | – | – | – | – | – |');
});

it('says when records could not be removed', () => {
  const result = plainResult();
  const none = 'Records not removed: the suite does not remove any.';
  expect(summaryMarkdown(result)).not.toContain(none);
  expect(summaryMarkdown({ ...result, aggregate: { ...result.aggregate, cleanUp: 'none' } })).toContain(none);
});

it('shows the size of replies only when calls have one', () => {
  const row = (result: Result) =>
    tableRows(summaryMarkdown(result)).find((line) => line.startsWith('| `UpdateVacancy`')) ?? '';
  expect(cells(row(exampleResult()))).toHaveLength(10);
  expect(row(exampleResult())).toMatch(/\| 1\.2 kB \|$/);
  expect(cells(row(plainResult()))).toHaveLength(9);
});

it('folds away the thresholds that held', () => {
  const { thresholds } = exampleResult();
  const held = thresholds.filter(({ outcome }) => outcome === 'held').length;
  const [open = '', folded = ''] = summaryMarkdown(exampleResult()).split('<details>');
  expect(folded).toContain(
    `<summary>${held} of ${thresholds.length} thresholds held</summary>\n\n| Threshold`,
  );
  expect(open).toContain('`calls.GetVacancy.p95`');
  expect(open).not.toContain('✅ held');
  expect(folded.split('</details>')[0]).not.toContain('broken');
});

it('leaves out empty sections', () => {
  const markdown = summaryMarkdown({ ...plainResult(), thresholds: [] });
  expect(markdown).toMatch(/^## ✅ PASS/);
  expect(markdown).not.toMatch(/### Thresholds|### Load steps|Breaking point|undefined|NaN/);
});

it('no text can break the table or become markup', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const result = exampleResult({ seconds: 3 });
      const thresholds = result.thresholds.map((threshold) => ({ ...threshold, id: name }));
      const calls = result.aggregate.calls.map((stats) => ({ ...stats, call: name }));
      const markdown = summaryMarkdown({ ...result, thresholds, aggregate: { ...result.aggregate, calls } });
      for (const row of tableRows(markdown)) expect([5, 6, 7, 9, 10]).toContain(cells(row).length);
    }),
  );
  const reasons = ['<img src=x onerror=alert(1)> [a](http://b) @team #1 **bold**'];
  expect(summaryMarkdown({ ...exampleResult(), reasons })).toContain(
    '- &lt;img src=x onerror=alert\\(1\\)&gt; \\[a\\]\\(http&#58;//b\\) &#64;team \\#1 \\*\\*bold\\*\\*',
  );
});
