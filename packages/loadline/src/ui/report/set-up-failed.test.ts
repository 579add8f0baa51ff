import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import { judge } from '../../core/verdict/judge';
import { makeResult, type Result } from '../../core/verdict/result';
import { summaryText } from '../../core/verdict/summary-text';
import { failuresCsv, statsCsv, statsHistoryCsv } from './csv';
import { reportHtml } from './html';
import { junitXml } from './junit';
import { summaryMarkdown } from './markdown';

const SENTENCE = 'account 1 could not sign in: the password is wrong';
const CUT = 'k6 did not come to its end: it left no file';
const EMPTY = { count: 0, failed: 0, causes: {} };
const NONE = { started: 0, done: 0, dropped: 0, interrupted: 0, unaccounted: 0, failed: 0, causes: {} };

/** Makes a run whose set-up failed. @param calls whether set-up had made a call */
function failed(calls = true): Result {
  const whole = exampleResult({ seconds: 30 });
  const { generatorLag: _, loadCalls: __, ...rest } = whole.aggregate;
  const aggregate = {
    ...rest,
    calls: rest.calls.flatMap(({ call, phase }) => {
      if (phase === 'load') return { call, phase, ...EMPTY };
      return calls ? { call, phase, count: 1, failed: 1, causes: { UNAUTHENTICATED: 1 } } : [];
    }),
    journeys: rest.journeys.map(({ journey, planned }) => ({ journey, planned, ...NONE })),
    seconds: (rest.seconds ?? []).map((second) => ({
      ...second,
      started: 0,
      dropped: 0,
      active: 0,
      calls: {},
    })),
    custom: { time_to_done: { count: 0 } },
  };
  const end = {
    version: 1,
    instance: 1,
    startedAtMs: 0,
    endedAtMs: 400,
    exitCode: 107,
    setupError: SENTENCE,
  } as const;
  expect(whole.thresholds.length).toBeGreaterThan(0);
  const judged = judge(aggregate, [], { ends: [end], doubts: [CUT] });
  const thresholds = whole.thresholds.map(({ measured: ___, ...threshold }) => ({
    ...threshold,
    outcome: 'no data' as const,
  }));
  return { ...makeResult('0.1.0', whole.spec, {}, aggregate, { ...judged, thresholds }), incomplete: [CUT] };
}

const WRITERS: Readonly<Record<string, (result: Result) => string>> = {
  'summary.md': (result) => summaryMarkdown(result).replaceAll('\\', ''),
  'report.html': (result) => body(reportHtml(result)),
  'junit.xml': junitXml,
  'failures.csv': failuresCsv,
  'the text of the run': (result) => summaryText(result),
};

it.each(Object.keys(WRITERS))('a failed set-up: its own sentence is the first reason in %s', (name) => {
  const result = failed();
  expect(result.reasons).toEqual([`set-up failed: ${SENTENCE}`, CUT]);
  const text = WRITERS[name]?.(result) ?? '';
  expect(text).toContain(`set-up failed: ${SENTENCE}`);
  expect(text.indexOf(SENTENCE)).toBeLessThan(text.indexOf(CUT));
});

it.each(Object.keys(WRITERS))('a failed set-up leaves no empty parts in %s', (name) => {
  const [text = ''] = (WRITERS[name]?.(failed()) ?? '').split('<h2 id="spec-title">');
  expect(text).not.toMatch(
    /no data|time_to_done|GetVacancy\b|crud|every threshold|accounted for|name="[^"]*" tests="0"/,
  );
  // The failed call is shown.
  if (name !== 'the text of the run') expect(text).toContain('SignInUser');
});

it('a failed set-up: missing samples are reported once, as a reason and not also as a warning', () => {
  const result = failed();
  expect(summaryMarkdown(result).split(CUT)).toHaveLength(2);
  expect(body(reportHtml(result)).split(CUT)).toHaveLength(2);
  expect(summaryMarkdown({ ...result, reasons: [] })).toContain(`warning: ${CUT}`);
});

it('a failed set-up leaves no headings without rows, no figures of a load, and no chart', () => {
  const titles = (result: Result) =>
    [...body(reportHtml(result)).matchAll(/<h2 [^>]*>([^<]*)/g)].map(([, title]) => title);
  expect(titles(failed())).toEqual(['Calls', 'Failures', 'Spec and settings']);
  expect(titles(failed(false))).toEqual(['Spec and settings']);
  expect(body(reportHtml(failed()))).not.toMatch(/key-figures|data-chart/);
  expect(junitXml(failed())).toMatch(/^<testsuites [^>]*tests="1" failures="1" errors="0" time="0"/m);
});

it('a failed set-up: the CSV files have no rows for calls that never happened', () => {
  const names = statsCsv(failed())
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',')[1]);
  expect(names).toEqual(['SignInUser', 'Aggregated']);
  expect(statsHistoryCsv(failed()).trim().split('\r\n')).toHaveLength(1);
});

function body(page: string): string {
  return page.slice(page.indexOf('<body>'), page.indexOf('<script'));
}
