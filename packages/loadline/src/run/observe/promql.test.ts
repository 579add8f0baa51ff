import { expect, it } from 'vitest';
import { startSink } from '../../../../../tests/harness/sink-server';
import type { ObservedSource, SeriesQuery } from '../../core/observed/source';
import { PromqlReader } from './promql';

function query(name: string, text: string): SeriesQuery {
  return { name, source: 'central', from: '', unit: 'jobs', thresholds: [], factor: 1, query: text };
}

function vector(...values: readonly string[]): string {
  const result = values.map((value, index) => ({
    metric: { n: String(index) },
    value: [1_700_000_000, value],
  }));
  return JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
}

/** Queries with the time for which they were asked. */
const asked: string[] = [];

const ANSWERS: Readonly<Record<string, { readonly status?: number; readonly body: string }>> = {
  'waiting{queue="a"}': { body: vector('7') },
  'timestamp(waiting{queue="a"})': { body: vector('1699999990.5') },
  'sum(waiting)': { body: vector('9') },
  waiting: { body: vector('7', '2') },
  nothing: { body: vector() },
  '1 + 1': { body: '{"status":"success","data":{"resultType":"scalar","result":[1700000000,"2"]}}' },
  'waiting[1m]': { body: '{"status":"success","data":{"resultType":"matrix","result":[]}}' },
  'sum(': {
    status: 400,
    body: '{"status":"error","errorType":"bad_data","error":"parse error: unclosed left parenthesis"}',
  },
};

it('a query gives one value, of a plain series with its own time; anything else is reported', async () => {
  const server = await startSink(({ path }) => {
    const { searchParams } = new URL(path, 'http://server');
    const text = searchParams.get('query') ?? '';
    asked.push(`${text} at ${searchParams.get('time') ?? 'any time'}`);
    return ANSWERS[text] ?? { status: 404, body: 'nothing here' };
  });
  const texts = ['waiting{queue="a"}', 'sum(waiting)', 'waiting', 'nothing', '1 + 1', 'waiting[1m]', 'sum('];
  const series = texts.map((text, index) => query(`q${index}`, text));
  const source: ObservedSource = {
    name: 'central',
    kind: 'promql',
    url: server.url,
    headers: {},
    everyMs: 5_000,
    isOptional: false,
    series,
  };
  const { values, missing } = await new PromqlReader(source, {}).read(AbortSignal.timeout(60_000));
  expect(Object.fromEntries(values)).toEqual({
    q0: { value: 7, atMs: 1_699_999_990_500 },
    q1: { value: 9 },
    q4: { value: 2 },
  });
  // The value and its time are those of one moment.
  expect(asked).toContain('waiting{queue="a"} at any time');
  expect(asked).toContain('timestamp(waiting{queue="a"}) at 1700000000');
  expect(Object.fromEntries(missing)).toEqual({
    q2: 'the query gives 2 series: write sum(…), max(…), or labels',
    q3: 'the query gives no series',
    q5: 'the query gives no instant value: write one that gives a vector',
    q6: 'the query is refused: parse error: unclosed left parenthesis',
  });
  const other = new PromqlReader({ ...source, series: [query('x', 'other')] }, {});
  await expect(other.read(AbortSignal.timeout(60_000))).rejects.toThrow('it answers 404: nothing here');
  await server.close();
});
