import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import { compileThresholds } from '../../core/thresholds/compile-thresholds';
import { type Judgement, judge } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { type Stopped, stoppedText } from '../../core/verdict/stopped';
import { summaryText } from '../../core/verdict/summary-text';
import { failuresCsv, statsCsv } from './csv';
import { reportHtml } from './html';
import { junitXml } from './junit';
import { summaryMarkdown } from './markdown';

const LASTED_MS = 8_600;

/** Makes a run that was stopped after 8.6 of 60 s, with 56 calls and half of its iterations done. */
function ended(stopped: Stopped): Result {
  const whole = exampleResult({ seconds: 60, calls: ['GetThing'] });
  const aggregate = {
    ...whole.aggregate,
    loadMs: LASTED_MS,
    calls: whole.aggregate.calls.map((stats) =>
      stats.phase === 'load' ? { ...stats, count: 56, failed: 0 } : stats,
    ),
    journeys: whole.aggregate.journeys.map((stats) => {
      const done = Math.floor(stats.planned.min / 2);
      return { ...stats, started: done, done, dropped: 0 };
    }),
  };
  const { thresholds } = compileThresholds(
    { calls: { GetThing: { failed: '1%', why: 'because' } } },
    'thresholds.json',
  );
  const { by, detail } = stopped;
  const record = { by, atMs: LASTED_MS, ...(detail !== undefined && { detail }) };
  const ends = [{ version: 1, instance: 1, startedAtMs: 0, endedAtMs: LASTED_MS, stopped: record } as const];
  const { breakingPoint: _, ...judged }: Judgement = judge(aggregate, thresholds.common, {
    ends,
    stoppedText: stoppedText(stopped, 60_000),
  });
  const { breakingPoint: __, ...rest } = whole;
  return { ...rest, ...judged, aggregate, stopped };
}

const CTRL_C = ended({ by: 'SIGINT', afterMs: LASTED_MS });
const ABORT = ended({ by: 'threshold', afterMs: LASTED_MS, detail: 'calls.GetThing.failed' });

it.each<[string, Result, string, string]>([
  ['by Ctrl-C', CTRL_C, 'invalid', 'interrupted by Ctrl-C or SIGINT'],
  ['by an abort', ABORT, 'fail', 'stopped by a threshold with "abort" (calls.GetThing.failed)'],
])('a run that was ended %s: every file says by what and when', (_, result, verdict, who) => {
  const when = `${who} after 8.6 of 60 s of load`;
  expect(result.verdict).toBe(verdict);
  expect(junitXml(result)).toContain(when.replaceAll('"', '&quot;'));
  expect(failuresCsv(result)).toContain(when.replaceAll('"', '""'));
  const markdown = summaryMarkdown(result).replaceAll('\\', '');
  expect(markdown).toContain(when);
  expect(markdown).toContain(`8.6 s of the planned 1 min of load, ${who}`);
  expect(banner(result)).toContain(when.replaceAll('"', '&quot;'));
  expect(banner(result)).toContain(`8.6 s of the planned 1 min of load, ${who.replaceAll('"', '&quot;')}`);
  for (const text of [markdown, banner(result)]) expect(text).not.toMatch(/users, 1 min of load/);
});

it.each<[string, Result]>([
  ['by Ctrl-C', CTRL_C],
  ['by an abort', ABORT],
])('a run that was ended %s: rates are relative to its actual length', (_, result) => {
  const columns = statsCsv(result)
    .split('\r\n')
    .map((line) => line.split(','));
  const place = columns[0]?.indexOf('Requests/s') ?? -1;
  const rate = (name: string) => columns.find((row) => row[1] === name)?.[place];
  expect([rate('GetThing'), rate('Aggregated')]).toEqual(['6.512', '6.512']);
  expect(reportHtml(result)).toContain('<b>6.51/s</b> <span class="small">calls per second');
  expect(junitXml(result)).toMatch(/^<testsuites [^>]*time="8\.600"/m);
});

it.each<[string, Result, string]>([
  ['by Ctrl-C', CTRL_C, 'it was interrupted before'],
  ['by an abort', ABORT, 'a threshold with &quot;abort&quot; ended the run before'],
])('a run that was ended %s: missing iterations are not an additional broken threshold', (_, result, why) => {
  const junit = junitXml(result);
  const [test = ''] =
    /<testcase [^>]*name="crud: every planned iteration is accounted for"[\s\S]*?<\/testcase>/.exec(junit) ??
    [];
  expect(test).toContain(why);
  expect(test).toContain('<skipped');
  expect(test).not.toContain('<failure');
  const [row = ''] =
    /<tr><th scope="row">crud: every planned iteration[\s\S]*?<\/tr>/.exec(reportHtml(result)) ?? [];
  expect(row).toContain('unknown');
  expect(row).not.toContain('broken');
});

it('the breaking point of a load in steps is unknown when it was interrupted, and shown otherwise', () => {
  const unknown = 'unknown, because the run was interrupted';
  expect(summaryMarkdown(CTRL_C)).toContain(`**Breaking point:** ${unknown}`);
  expect(reportHtml(CTRL_C)).toContain(`Breaking point: ${unknown}.`);
  const { stopped: _, ...whole } = CTRL_C;
  expect(summaryMarkdown(whole)).toContain('**Breaking point:** none, every step held');
  expect(reportHtml(whole)).not.toContain(unknown);
  const incomplete = { ...whole, incomplete: ['instance 2 of 2 did not come to its end: it was killed'] };
  expect(summaryMarkdown(incomplete)).toContain('unknown, because the run did not come to its end');
  expect(summaryText(incomplete)).toContain('breaking point: unknown, because the run did not');
  expect(summaryText(CTRL_C)).toContain(`breaking point: ${unknown}`);
  const told = { ...whole, breakingPoint: 'step 3 (150 users): it broke' };
  expect(summaryMarkdown(told)).toContain('**Breaking point:** step 3');
});

function banner(result: Result): string {
  const page = reportHtml(result);
  return page.slice(page.indexOf('<header'), page.indexOf('<nav'));
}
