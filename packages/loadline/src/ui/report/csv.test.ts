import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { exampleResult, plainResult } from '../../../../../tests/harness/example-result';
import { writeSampledRun } from '../../../../../tests/harness/sampled-run';
import { makeRunResult } from '../../results/make-run-result';
import { csv, failuresCsv, statsCsv, statsHistoryCsv } from './csv';

type Row = Record<string, string>;

const read = (text: string): Row[] => parse(text, { columns: true });

it('writes the columns that Locust users know', () => {
  const [head] = parse(statsCsv(exampleResult())) as string[][];
  expect(head?.join()).toBe(
    'Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,' +
      'Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Interpolated',
  );
});

it('has a row for each call and journey, and all calls of the load together', () => {
  const result = exampleResult();
  const rows = read(statsCsv(result));
  expect(rows.map(({ Type, Name }) => `${Type} ${Name}`)).toEqual([
    ...result.aggregate.calls.map(
      ({ call, phase }) => `${phase === 'load' ? 'call' : 'set-up call'} ${call}`,
    ),
    'journey crud',
    'journey listing',
    ' Aggregated',
  ]);
  const get = rows.find(({ Name }) => Name === 'GetVacancy');
  const stats = result.aggregate.calls.find(({ call }) => call === 'GetVacancy');
  expect(Number(get?.['Request Count'])).toBe(stats?.count);
  expect(Number(get?.['95%'])).toBeCloseTo(stats?.duration?.percentiles.p95 ?? 0, 3);
  expect(Number(get?.['100%'])).toBeCloseTo(stats?.duration?.max ?? 0, 3);
  expect(Number(get?.['Requests/s'])).toBeCloseTo((stats?.count ?? 0) / 600, 3);
  const load = result.aggregate.calls.filter(({ phase }) => phase === 'load');
  const total = rows.at(-1);
  expect(Number(total?.['Request Count'])).toBe(load.reduce((sum, { count }) => sum + count, 0));
  expect(Number(total?.['Failure Count'])).toBe(load.reduce((sum, { failed }) => sum + failed, 0));
  const p95 = load.map(({ duration }) => duration?.percentiles.p95 ?? 0);
  expect(Number(total?.['95%'])).toBeGreaterThan(Math.min(...p95));
  expect(Number(total?.['95%'])).toBeLessThan(Math.max(...p95));
});

it('calculates all calls together as it calculates each call', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-csv-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await writeSampledRun(folder, { of: 2 });
  const rows = read(statsCsv(await makeRunResult([folder])));
  const [one, all] = [rows.find(({ Name }) => Name === 'GetThing'), rows.at(-1)];
  expect(all?.['99.9%']).not.toBe('');
  expect(Number(all?.['99.9%'])).toBeLessThanOrEqual(Number(all?.['100%']));
  // There is only one call: its row and the row of all calls have the same samples.
  expect({ ...all, Type: '', Name: '' }).toEqual({ ...one, Type: '', Name: '' });
});

it('has the mean size of all replies together, if each call has one', () => {
  const result = exampleResult({ calls: ['GetThing'] });
  const [stats] = result.aggregate.calls;
  if (!stats) throw new Error('no calls');
  const size = (...calls: readonly Partial<typeof stats>[]) => {
    const all = calls.map((call) => ({ ...stats, ...call }));
    const rows = read(statsCsv({ ...result, aggregate: { ...result.aggregate, calls: all } }));
    return rows.at(-1)?.['Average Content Size'];
  };
  const { meanBytes: _, ...unsized } = stats;
  const lost = { count: 40, failed: 30, causes: { connection_refused: 30 }, meanBytes: 500 };
  expect(size(lost, { count: 30, failed: 0, causes: {}, meanBytes: 100 })).toBe('200');
  expect(size(lost, { count: 30, failed: 30, causes: { timeout: 30 }, meanBytes: 0 })).toBe('500');
  const rows = read(statsCsv({ ...result, aggregate: { ...result.aggregate, calls: [stats, unsized] } }));
  expect(rows.at(-1)).toMatchObject({ Name: 'Aggregated', 'Average Content Size': '' });
});

it('lists interpolated percentiles in a column of their own, so that figures remain numbers', () => {
  const { aggregate, ...rest } = exampleResult({ seconds: 1 });
  const calls = aggregate.calls.map((stats) => {
    const { call, phase, duration } = stats;
    if (call !== 'GetVacancy' || phase !== 'load' || !duration) return stats;
    return { ...stats, duration: { ...duration, interpolated: ['p50', 'p99.9'] } };
  });
  const seconds = (aggregate.seconds ?? []).map((second) => {
    const { GetVacancy: get, ...others } = second.calls;
    if (!get) throw new Error('no call in this second');
    return { ...second, calls: { ...others, GetVacancy: { ...get, interpolated: ['p95', 'p99'] } } };
  });
  const result = { ...rest, aggregate: { ...aggregate, calls, seconds } };
  const of = (rows: readonly Row[]) =>
    rows.filter(({ Interpolated }) => Interpolated !== '').map((row) => [row.Name, row.Interpolated]);
  const [stats, history] = [read(statsCsv(result)), read(statsHistoryCsv(result))];
  expect(of(stats)).toEqual([['GetVacancy', '50% 99.9%']]);
  expect(of(history)).toEqual([['GetVacancy', '95% 99%']]);
  for (const row of [...stats, ...history])
    for (const stat of ['50%', '99%']) expect(row[stat]).not.toContain('~');
});

it('leaves a cell empty when there is no figure', () => {
  const rows = read(statsCsv(plainResult()));
  expect(rows[0]).toMatchObject({ '66%': '', 'Average Content Size': '' });
  expect(rows[0]?.['95%']).not.toBe('');
  expect(rows.at(-1)).toMatchObject({ Name: 'Aggregated', '95%': '' });
  expect(read(statsHistoryCsv(plainResult()))).toEqual([]);
});

it('has each second, also for calls that did not happen in it', () => {
  const result = exampleResult({ seconds: 20 });
  const [first, ...others] = result.aggregate.seconds ?? [];
  if (!first) throw new Error('no seconds');
  const seconds = [{ ...first, calls: {} }, ...others];
  const rows = read(statsHistoryCsv({ ...result, aggregate: { ...result.aggregate, seconds } }));
  expect(rows).toHaveLength(20 * 6);
  expect(rows.find(({ Name }) => Name === 'GetVacancy')).toMatchObject({ 'Requests/s': '0', '95%': '' });
  const last = rows.at(-1);
  expect(last).toMatchObject({
    Seconds: '19',
    Name: 'Aggregated',
    'Iterations Due': String(seconds.at(-1)?.due),
  });
  const inLast = rows.filter(({ Seconds, Type }) => Seconds === '19' && Type === 'call');
  expect(inLast.reduce((sum, row) => sum + Number(row['Requests/s']), 0)).toBe(Number(last?.['Requests/s']));
});

it('lists failures by cause', () => {
  const result = exampleResult();
  const rows = read(failuresCsv(result));
  const get = rows.filter(({ Name }) => Name === 'GetVacancy');
  expect(get.map(({ Cause }) => Cause)).toEqual(['UNAVAILABLE', 'DEADLINE_EXCEEDED']);
  const { failed } = result.aggregate.calls.find(({ call }) => call === 'GetVacancy') ?? {};
  expect(get.reduce((sum, { Occurrences }) => sum + Number(Occurrences), 0)).toBe(failed);
});

it('keeps any text unchanged', () => {
  const text = fc.string({ unit: 'binary' }).filter((value) => !/^[=+\-@\t\r]/.test(value));
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (rows) => {
      const written = csv(rows.map(([a, b]) => ['.', a, b]));
      expect(parse(written)).toEqual(rows.map(([a, b]) => ['.', a, b]));
    }),
  );
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '=HYPERLINK("http://x","y")'])(
  'does not let %j become a formula',
  (text) => {
    expect(parse(csv([[text, -1]]))).toEqual([[`'${text}`, '-1']]);
  },
);

it('quotes every kind of line end, so that no reader ends the row there', () => {
  expect(csv([['a\nb', 'a\rb', 'a\r\nb', 'plain']])).toBe('"a\nb","a\rb","a\r\nb",plain\r\n');
});
