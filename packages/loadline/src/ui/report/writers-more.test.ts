import { parse } from 'csv-parse/sync';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { reportStates } from '../../../../../tests/harness/report-states';
import { subjectOf } from '../../core/verdict/short-reason';
import { summaryText } from '../../core/verdict/summary-text';
import { failuresCsv, statsCsv } from './csv';
import { type FailureRow, failureRows } from './failure-rows';
import { showMeasured } from './figures';
import { reportHtml } from './html';
import { junitXml } from './junit';
import { summaryMarkdown } from './markdown';

/** A row by the titles of its columns. The first column has the title `''`. */
type Row = Readonly<Record<string, string>>;

const plain = (html: string) =>
  html
    .replace(/<sup>.*?<\/sup>|<[^>]+>/g, '')
    .replaceAll('&amp;', '&')
    .trim();

/** The tables of a page, by caption. */
function pageTables(page: string): Record<string, Row[]> {
  const tables = [...page.matchAll(/<table.*?<\/table>/gs)].map(([table]) => {
    const [head = [], ...rows] = [...table.matchAll(/<tr.*?<\/tr>/gs)].map(([row]) =>
      [...row.matchAll(/<t[hd].*?<\/t[hd]>/gs)].map(([cell]) => plain(cell)),
    );
    return [plain(/<caption.*?<\/caption>/s.exec(table)?.[0] ?? ''), rows.map((row) => byTitle(head, row))];
  });
  return Object.fromEntries(tables);
}

/** The tables of summary.md, by the heading above. */
function markdownTables(markdown: string): Record<string, Row[]> {
  const sections = markdown.split(/^### /m).map((section) => {
    const [title = ''] = section.split('\n');
    const [head = [], , ...rows] = section
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) =>
        line
          .slice(2, -2)
          .split(' | ')
          .map((cell) => cell.replace(/[`\\]/g, '').trim()),
      );
    return [title, rows.map((row) => byTitle(head, row))];
  });
  return Object.fromEntries(sections);
}

function byTitle(head: readonly string[], cells: readonly string[]): Row {
  return Object.fromEntries(cells.map((cell, place) => [place === 0 ? '' : head[place], cell]));
}

/** Expects a figure to be shown, however many digits are shown of it. */
function expectFigure(text: string | undefined, exact: number, what: string): void {
  const [number = 'none'] = /\d[\d\u202f]*(\.\d+)?/.exec(text ?? '') ?? [];
  const digits = number.split('.')[1]?.length ?? 0;
  const unit = /\d s$/.test(text ?? '') ? 1000 : 1;
  const shown = Number(number.replaceAll('\u202f', '')) * unit;
  expect(Math.abs(shown - exact), `${what}: ${text} is ${exact}`).toBeLessThanOrEqual(
    0.5001 * 10 ** -digits * unit,
  );
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const STATES = Object.entries(reportStates()).filter(
  ([name]) => name !== 'nothing listens' && name !== '50 calls',
);

describe.each(STATES)('%s', (_, { result }) => {
  const { aggregate } = result;
  const load = aggregate.calls.filter(({ phase }) => phase === 'load');
  const page = reportHtml(result);
  const html = pageTables(page);
  const markdown = markdownTables(summaryMarkdown(result));
  const stats: Row[] = parse(statsCsv(result), { columns: true });

  it('has the totals of all calls in page, summary.md and stats.csv', () => {
    const [count, failed] = [sum(load.map((one) => one.count)), sum(load.map((one) => one.failed))];
    const rate = count / (aggregate.loadMs / 1000);
    const aggregated = stats.find(({ Name }) => Name === 'Aggregated');
    expect([Number(aggregated?.['Request Count']), Number(aggregated?.['Failure Count'])]).toEqual([
      count,
      failed,
    ]);
    for (const [writer, rows] of Object.entries({
      page: html['Calls of the load, times in ms'],
      'summary.md': markdown['Calls (ms)'],
    })) {
      const row = rows?.find((one) => one[''] === 'all calls');
      expectFigure(row?.Count, count, writer);
      expectFigure(row?.Rate, rate, writer);
      expect(row?.Failed?.replaceAll('\u202f', ''), writer).toContain(String(failed));
      for (const stat of ['p50', 'p95', 'p99'])
        expectFigure(row?.[stat], aggregate.loadCalls?.percentiles[stat] ?? Number.NaN, `${writer}: ${stat}`);
    }
    const tiles = plain(/<ul class="key-figures">.*?<\/ul>/s.exec(page)?.[0].replaceAll('<', ' <') ?? '');
    expectFigure(/[\d.]+\/s\s+calls per second/.exec(tiles)?.[0], rate, 'tiles');
    expect(tiles.replaceAll('\u202f', '')).toMatch(new RegExp(`\\b${count}\\s+calls`));
    expect(tiles.replaceAll('\u202f', '')).toContain(`failed (${failed} call`);
  });

  it('has the figures of journeys in page, terminal, summary.md and stats.csv', () => {
    for (const { journey, done, failed, duration } of aggregate.journeys) {
      const inCsv = stats.find(({ Name, Type }) => Name === journey && Type === 'journey');
      expect([Number(inCsv?.['Request Count']), Number(inCsv?.['Failure Count'])]).toEqual([done, failed]);
      const inPage = html['Journeys, times in ms']?.find((row) => row[''] === journey);
      const inMarkdown = markdown['Journeys (ms)']?.find((row) => row[''] === journey);
      expectFigure(inPage?.Count, done, `page: ${journey}`);
      expectFigure(inMarkdown?.Done, done, `summary.md: ${journey}`);
      for (const stat of ['p50', 'p95', 'p99']) {
        const exact = duration?.percentiles[stat] ?? Number.NaN;
        for (const row of [inPage, inMarkdown]) expectFigure(row?.[stat], exact, `${journey}: ${stat}`);
        expectFigure(inCsv?.[`${stat.slice(1)}%`], exact, `stats.csv: ${journey}: ${stat}`);
      }
      const line = summaryText(result)
        .split('\n')
        .find((one) => one.startsWith(`  ${journey} `));
      expect(line?.trim().split(/ {2,}/)[1]?.replaceAll('\u202f', ''), `terminal: ${journey}`).toBe(
        String(done),
      );
    }
  });

  it('has the same failures in page, summary.md, failures.csv and junit.xml', () => {
    const rows = failureRows(result);
    const key = ({ cause, count }: Pick<FailureRow, 'cause' | 'count'>) => `${cause} ${count}`;
    const all = rows.map(key).sort();
    const inPage = [
      ...(html['Failed calls, the most frequent first'] ?? []),
      ...(html['Failed iterations, by journey'] ?? []),
    ];
    const digits = (text = '') => Number(text.replaceAll('\u202f', ''));
    expect(inPage.map((row) => `${row['']} ${digits(row.Count)}`).sort()).toEqual(all);
    const inMarkdown = markdown.Failures ?? [];
    expect(inMarkdown.map(({ Cause, Count }) => `${Cause} ${digits(Count)}`).sort()).toEqual(all);
    const inCsv: Row[] = parse(failuresCsv(result), { columns: true });
    expect(
      inCsv
        .flatMap(({ Type, Cause, Occurrences }) => (Type === 'run' ? [] : [`${Cause} ${Occurrences}`]))
        .sort(),
    ).toEqual(all);
    const xml = junitXml(result);
    for (const { of, name, cause, count } of rows)
      expect(xml).toContain(`${of} ${name} failed by ${cause} ${count} time`);
  });

  it('has what thresholds measured in junit.xml and summary.md, and the reasons in every report', () => {
    const { testsuites } = new XMLParser({
      ignoreAttributes: false,
      isArray: (name) => ['testsuite', 'testcase'].includes(name),
    }).parse(junitXml(result));
    const cases: Record<string, unknown>[] = testsuites.testsuite.flatMap(
      (suite: { testcase?: object[] }) => suite.testcase ?? [],
    );
    for (const { id, bound, level, measured } of result.thresholds) {
      if (measured === undefined) continue;
      const exact = id.endsWith('.failed') ? measured * 100 : measured;
      const name = `${id} ${bound}${level === 'warn' ? ' (warn)' : ''}`;
      const test = JSON.stringify(cases.find((one) => one['@_name'] === name));
      expectFigure(/([\d.]+ ?(ms|s|%|\/s)), the bound is/.exec(test)?.[1], exact, `junit.xml: ${name}`);
    }
    const verdict = cases.find((one) => one['@_name'] === 'verdict') as { failure?: { '#text': string } };
    const flat = (text: string) => text.replace(/[\\\s]+/g, '');
    const terminal = flat(summaryText(result));
    // The terminal has broken thresholds in a table: subject, figure, measured, bound.
    const inTable = (reason: string) =>
      result.thresholds.find(({ id, outcome }) => outcome === 'broken' && reason.startsWith(`${id} is `));
    for (const reason of result.reasons) {
      const threshold = inTable(reason);
      if (threshold) {
        const { of, stat } = subjectOf(threshold.id);
        expect(terminal).toContain(
          flat(`${of} ${stat} ${showMeasured(threshold)} allowed ${threshold.bound}`),
        );
      } else expect(terminal).toContain(flat(reason));
      for (const [writer, text] of Object.entries({
        'summary.md': summaryMarkdown(result).replaceAll('&lt;', '<'),
        'junit.xml': verdict?.failure?.['#text'] ?? '',
        'failures.csv': failuresCsv(result).replaceAll('""', '"'),
      }))
        expect(flat(text), writer).toContain(flat(reason));
    }
  });

  it('has the steps in page and summary.md', () => {
    const { steps = [] } = aggregate;
    for (const { number, offered, done, p95 = Number.NaN } of steps)
      for (const rows of [html['Levels of the load'], markdown['Load steps']]) {
        const row = rows?.find((one) => one[''] === String(number));
        expectFigure(row?.Offered, offered, `step ${number}`);
        expectFigure(row?.Done, done, `step ${number}`);
        expectFigure(row?.['Response p95 (ms)'], p95, `step ${number}`);
      }
  });
});
