import { parse } from 'csv-parse/sync';
import { XMLParser } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import { reportStates } from '../../../../../tests/harness/report-states';
import type { Times } from '../../core/figures/aggregate';
import type { Result } from '../../core/verdict/result';
import { summaryText } from '../../core/verdict/summary-text';
import { statsCsv } from './csv';
import { reportHtml } from './html';
import { junitXml } from './junit';
import { summaryMarkdown } from './markdown';

/** Cells of the row of a call or a journey, in the order of the columns. */
type Row = readonly string[];

const TIMES = ['p50', 'p90', 'p95', 'p99', 'max'];
const TERMINAL = ['count', 'rate', 'failed', ...TIMES];

/** For each report for people: its columns of figures, and how to find the row of a call. */
const TABLES: Readonly<
  Record<string, { columns: readonly string[]; row: (result: Result, name: string) => Row }>
> = {
  'report.html': {
    columns: ['count', 'rate', 'failed', 'p50', 'p95', 'p99', 'max'],
    row: (result, name) => {
      const [, calls = ''] = reportHtml(result).split('<section id="calls"');
      const [row = ''] = new RegExp(`<th scope="row">${name}</th>.*?</tr>`).exec(calls) ?? [];
      return [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell = '']) =>
        cell.replace(/<sup>.*?<\/sup>|<[^>]+>/g, ''),
      );
    },
  },
  'the terminal': {
    columns: TERMINAL,
    row: (result, name) => {
      const [, tables = ''] = summaryText(result).split('\ncalls\n');
      const line = tables.split('\n').find((one) => one.startsWith(`  ${name} `)) ?? '';
      return line
        .slice(name.length + 2)
        .trim()
        .split(/ {2,}/);
    },
  },
  'summary.md': {
    columns: TERMINAL,
    row: (result, name) => {
      const line =
        summaryMarkdown(result)
          .split('\n')
          .find((one) => one.startsWith(`| \`${name}\` | `)) ?? '';
      return line
        .split(' | ')
        .slice(1)
        .map((cell) => cell.replaceAll('\\', ''));
    },
  },
};

/** Reads a figure; a time in s as ms. `half` is half of its last digit. */
function read(text: string): { value: number; half: number } {
  const [number = ''] = /-?\d[\d\u202f]*(\.\d+)?/.exec(text) ?? [];
  const digits = number.split('.')[1]?.length ?? 0;
  const unit = /\d s$/.test(text) ? 1000 : 1;
  return { value: Number(number.replaceAll('\u202f', '')) * unit, half: 0.5001 * 10 ** -digits * unit };
}

function expectShown(text: string, exact: number, what: string): void {
  const { value, half } = read(text);
  expect(Math.abs(value - exact), `${what}: ${text} is ${exact}`).toBeLessThanOrEqual(half);
}

function timeOf({ percentiles, med, max }: Times, stat: string): number {
  if (stat === 'max') return max;
  return stat === 'p50' ? (percentiles.p50 ?? med) : (percentiles[stat] ?? Number.NaN);
}

const STATES = Object.entries(reportStates()).filter(
  ([name]) => !['long names', 'nothing listens'].includes(name),
);

it.each(STATES)(
  '%s: page, terminal, Markdown, CSV and JUnit have the figures of result.json',
  (_, { result: made }) => {
    const result: Result = JSON.parse(JSON.stringify(made));
    const { calls, loadMs } = result.aggregate;
    const load = calls.filter(({ phase }) => phase === 'load');
    expect(load.length).toBeGreaterThan(0);
    const rows = Object.entries(TABLES).map(([writer, { columns, row }]) => ({ writer, columns, row }));
    for (const { call, count, failed, duration } of load.slice(0, 6)) {
      if (!duration) throw new Error(`${call} has no durations`);
      for (const { writer, columns, row } of rows) {
        const cells = row(result, call);
        expect(cells.length, `${writer}: ${call}`).toBeGreaterThanOrEqual(columns.length);
        columns.forEach((column, place) => {
          const what = `${writer}: ${column} of ${call}`;
          const cell = cells[place] ?? '';
          if (column === 'count') expectShown(cell, count, what);
          else if (column === 'rate') expectShown(cell, count / (loadMs / 1000), what);
          else if (column === 'failed') expect(failedIn(cell, count), what).toBe(failed);
          else expectShown(cell, timeOf(duration, column), what);
        });
      }
    }
    const stats: Record<string, string>[] = parse(statsCsv(result), { columns: true });
    for (const { call, count, failed, duration } of load) {
      const row = stats.find(({ Name, Type }) => Name === call && Type === 'call');
      expect([Number(row?.['Request Count']), Number(row?.['Failure Count'])]).toEqual([count, failed]);
      expectShown(row?.['Requests/s'] ?? '', count / (loadMs / 1000), `stats.csv: rate of ${call}`);
      for (const percent of ['50', '95', '99'])
        expectShown(
          row?.[`${percent}%`] ?? '',
          duration?.percentiles[`p${percent}`] ?? Number.NaN,
          `stats.csv: p${percent}`,
        );
    }
    expectVerdicts(result);
  },
);

/** Number of failures in a cell, with or without a share beside it. */
function failedIn(cell: string, count: number): number {
  const numbers = [...cell.matchAll(/\d[\d\u202f]*(\.\d+)?(%?)/g)].map(([text, , percent]) => ({
    text,
    percent,
  }));
  const plain = numbers.find(({ percent }) => percent === '');
  if (plain) return Number(plain.text.replaceAll('\u202f', ''));
  expect(cell, `of ${count}`).toBe('0%');
  return 0;
}

/** Checks the verdict, and the outcome and measured value of each threshold. */
function expectVerdicts(result: Result): void {
  const { verdict, thresholds } = result;
  const page = reportHtml(result);
  const xml = new XMLParser({
    ignoreAttributes: false,
    isArray: (name) => ['testsuite', 'testcase'].includes(name),
  });
  const { testsuites } = xml.parse(junitXml(result));
  const cases: Record<string, unknown>[] = testsuites.testsuite.flatMap(
    (suite: { testcase?: object[] }) => suite.testcase ?? [],
  );
  const named = (name: string) => cases.find((test) => test['@_name'] === name);
  const isRed = (test: object | undefined) => test !== undefined && 'failure' in test;
  expect(page).toContain(`<header class="banner ${verdict}">`);
  expect(summaryText(result)).toContain(`verdict: ${verdict.toUpperCase()}`);
  expect(summaryMarkdown(result)).toMatch(new RegExp(`^## .* ${verdict.toUpperCase()}: `));
  expect(isRed(named('verdict'))).toBe(verdict !== 'pass');
  for (const { id, level, bound, outcome, measured } of thresholds) {
    const row = [
      ...page.matchAll(/<tr><th scope="row"><span class="wraps"><code>(.*?)<\/code>.*?<\/tr>/g),
    ].find(
      ([text, name]) => name === id && text.includes(`<td>${bound}${level === 'warn' ? ' (warn)' : ''}</td>`),
    )?.[0];
    expect(row, id).toContain(level === 'warn' && outcome === 'broken' ? '>warning<' : `>${outcome}`);
    const [, shown = ''] = /<td>(.*?)<\/td>/.exec(row ?? '') ?? [];
    if (measured !== undefined)
      expectShown(shown, id.endsWith('.failed') ? measured * 100 : measured, `report.html: ${id}`);
    const test = named(`${id} ${bound}${level === 'warn' ? ' (warn)' : ''}`);
    expect(isRed(test), `junit.xml: ${id}`).toBe(outcome === 'broken' && level === 'fail');
    const marked = summaryMarkdown(result)
      .split('\n')
      .find((line) => line.startsWith(`| \`${id}\` | `) && line.includes(' (warn) |') === (level === 'warn'));
    expect(marked, `summary.md: ${id}`).toContain(outcome);
  }
}
