import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import type { Times } from '../../core/figures/aggregate';
import type { Result } from '../../core/verdict/result';
import { summaryText } from '../../core/verdict/summary-text';
import { reportHtml } from './html';
import { junitXml } from './junit';
import { summaryMarkdown } from './markdown';

/** Returns the sections of a page as text, by id. */
function sections(result: Result): Record<string, string> {
  const page = reportHtml(result);
  const parts = page.matchAll(/<section id="([\w-]+)".*?<\/section>/gs);
  return Object.fromEntries([...parts].map(([html, id = '']) => [id, html.replace(/<[^>]+>/g, ' ')]));
}

const MEANING = 'lies between two samples that are far apart';

function marked(times: Times | undefined, interpolated: readonly string[]): Times {
  if (!times) throw new Error('no times');
  return { ...times, interpolated };
}

it('explains the mark ~ below the tables that have it, and below no other', () => {
  const result = exampleResult({ seconds: 5 });
  const { aggregate } = result;
  const journeys = aggregate.journeys.map((stats) => ({ ...stats, delay: marked(stats.delay, ['p99']) }));
  const calls = aggregate.calls.map((stats) => ({ ...stats, duration: marked(stats.duration, ['p99.9']) }));
  for (const [id, text] of Object.entries(
    sections({ ...result, aggregate: { ...aggregate, calls, journeys } }),
  ))
    expect(text.includes(MEANING), id).toBe(text.replace(`~ ${MEANING}`, '').includes('~'));
  for (const text of Object.values(sections(result))) expect(text).not.toContain(MEANING);
});

it('explains the mark ¹ below the tables that have it, and below no other', () => {
  for (const seconds of [5, 600])
    for (const [id, text] of Object.entries(sections(exampleResult({ seconds }))))
      expect(text.includes('¹ fewer than 10 samples'), `${id} of ${seconds} s`).toBe(
        text.replace('¹ fewer', '').includes('¹'),
      );
});

it('uses the singular for a count of one in all reports', () => {
  const plain = exampleResult({ seconds: 1, calls: ['GetVacancy'] });
  const { aggregate } = plain;
  const one = {
    planned: { min: 1, max: 1 },
    started: 1,
    done: 1,
    dropped: 0,
    failed: 1,
    causes: { INTERNAL: 1 },
  };
  const result: Result = {
    ...plain,
    thresholds: plain.thresholds.slice(0, 1),
    spec: { ...plain.spec, users: 1 },
    aggregate: {
      ...aggregate,
      calls: aggregate.calls
        .slice(0, 1)
        .map((stats) => ({ ...stats, count: 1, failed: 1, causes: { INTERNAL: 1 } })),
      journeys: aggregate.journeys.slice(0, 1).map((stats) => ({ ...stats, ...one })),
      recordsLeft: 1,
      scriptErrors: 1,
    },
  };
  for (const text of [reportHtml(result), summaryMarkdown(result), junitXml(result), summaryText(result)]) {
    const words = text.slice(0, text.indexOf('<script')).replace(/<[^>]+>/g, ' ');
    expect(words).not.toMatch(
      /(?<![\d.,–/\u202f-])\b1 (users|calls|iterations|thresholds|records|errors|times|samples|warnings|steps)\b/,
    );
  }
});
