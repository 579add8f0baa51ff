import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import type { Result } from '../../core/verdict/result';
import { summaryText } from '../../core/verdict/summary-text';
import type { Progress } from '../../run/progress/progress';
import { LiveHead } from '../console/live-head';
import { reportHtml } from './html';
import { junitXml } from './junit';
import { summaryMarkdown } from './markdown';

const result = exampleResult({ seconds: 5 });

/** The headings by which readers know a run, in each report. */
function headings({ spec, ...rest }: Result): Record<string, string> {
  const all = { spec, ...rest };
  const page = reportHtml(all);
  const progress = {
    phase: 'load',
    phaseMs: 0,
    loadMs: 1_000,
    users: 1,
    iterations: { planned: {} },
    broken: [],
  };
  return {
    title: /<title>.*?<\/title>/s.exec(page)?.[0] ?? '',
    page: /<h1>.*?<\/h1>/s.exec(page)?.[0] ?? '',
    markdown: summaryMarkdown(all).split('\n')[0] ?? '',
    junit: /<testsuites [^>]*>/.exec(junitXml(all))?.[0] ?? '',
    terminal: summaryText(all).split('\n')[0] ?? '',
    live: renderToString(h(LiveHead, { spec, progress: progress as unknown as Progress })),
  };
}

it('the heading of each report of a run with a fault names the fault, so that nobody takes it for a failure of the system', () => {
  for (const [report, heading] of Object.entries(
    headings({ ...result, spec: { ...result.spec, fault: 'no replies' } }),
  ))
    expect(`${report}: ${heading}`).toContain(', fault of prove: no replies');
});

it('a fault is escaped as other texts are', () => {
  const { title, page, markdown, junit, live } = headings({
    ...result,
    spec: { ...result.spec, fault: '<b>*' },
  });
  for (const heading of [title, page, live]) expect(heading).toContain('fault of prove: &lt;b>*');
  expect(markdown).toContain('fault of prove: &lt;b&gt;\\*');
  expect(junit).toContain('fault of prove: &lt;b&gt;*');
});

it('the heading of a run without a fault names none', () => {
  expect(JSON.stringify(headings(result))).not.toContain('fault of');
});
