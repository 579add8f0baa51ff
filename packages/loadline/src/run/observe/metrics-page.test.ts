import { expect, it } from 'vitest';
import { endlessServer } from '../../../../../tests/harness/endless-server';
import { startSink } from '../../../../../tests/harness/sink-server';
import type { ObservedSource, SeriesQuery } from '../../core/observed/source';
import { MetricsPageReader, parseMetricsPage } from './metrics-page';

const PAGE = `# HELP jobs_total Jobs that are done.
# TYPE jobs_total counter
jobs_total{queue="a",what="says \\"hi\\"\\n"} 5
jobs_total{queue="b"} 7 1700000000000
# TYPE waiting gauge
waiting 3
# TYPE took_seconds histogram
took_seconds_bucket{le="+Inf"} 4
took_seconds_sum 2.5
took_seconds_count 4
# TYPE failed_total counter
odd NaN
`;

it('a page gives its samples with labels and times, and which of them only grow', () => {
  const { samples, counters, described } = parseMetricsPage(PAGE);
  expect(samples).toEqual([
    { metric: 'jobs_total', labels: { queue: 'a', what: 'says "hi"\n' }, value: 5 },
    { metric: 'jobs_total', labels: { queue: 'b' }, value: 7, atMs: 1_700_000_000_000 },
    { metric: 'waiting', labels: {}, value: 3 },
    { metric: 'took_seconds_bucket', labels: { le: '+Inf' }, value: 4 },
    { metric: 'took_seconds_sum', labels: {}, value: 2.5 },
    { metric: 'took_seconds_count', labels: {}, value: 4 },
    { metric: 'odd', labels: {}, value: Number.NaN },
  ]);
  expect(counters.has('jobs_total')).toBe(true);
  expect(counters.has('took_seconds_count')).toBe(true);
  expect(counters.has('waiting')).toBe(false);
  expect(described.has('failed_total')).toBe(true);
});

it('the times of OpenMetrics are in seconds, and its counters have a suffix', () => {
  const { samples, counters } = parseMetricsPage('# TYPE jobs counter\njobs_total 5 1700000000.5\n# EOF\n');
  expect(samples[0]?.atMs).toBe(1_700_000_000_500);
  expect(counters.has('jobs_total')).toBe(true);
});

it('an exemplar of OpenMetrics is not the value, and labels may contain braces', () => {
  const page = `took_bucket{le="1"} 5 # {trace_id="4bf9"} 0.67 1700000000.1
took_bucket{path="/a/{id}"} 6 1700000000 # {trace_id="4bf9"} 0.5
took_count 7 # {} 0.5
# EOF
`;
  expect(parseMetricsPage(page).samples).toEqual([
    { metric: 'took_bucket', labels: { le: '1' }, value: 5 },
    { metric: 'took_bucket', labels: { path: '/a/{id}' }, value: 6, atMs: 1_700_000_000_000 },
    { metric: 'took_count', labels: {}, value: 7 },
  ]);
});

function query(name: string, more: Partial<SeriesQuery>): SeriesQuery {
  return { name, source: 'page', from: '', unit: 'jobs', thresholds: [], factor: 1, metric: name, ...more };
}

it('a redirect is not followed', async () => {
  const other = await startSink(() => ({ body: PAGE }));
  const server = await startSink(() => ({ status: 302, headers: { location: other.url } }));
  const source = { name: 'page', kind: 'metrics', url: server.url, headers: {}, everyMs: 1_000 } as const;
  const reader = new MetricsPageReader({ ...source, isOptional: false, series: [query('waiting', {})] }, {});
  await expect(reader.read(AbortSignal.timeout(60_000))).rejects.toThrow('it answers 302');
  expect(other.calls).toEqual([]);
  await Promise.all([server.close(), other.close()]);
});

it('values are summed over the series with the labels, counters become rates, and a series may appear later', async () => {
  let page = PAGE;
  const server = await startSink(() => ({ body: page }));
  const source: ObservedSource = {
    name: 'page',
    kind: 'metrics',
    url: server.url,
    headers: {},
    everyMs: 1_000,
    isOptional: false,
    series: [
      query('waiting', { factor: 2 }),
      query('jobs', { metric: 'jobs_total' }),
      query('jobs_of_a', { metric: 'jobs_total', labels: { queue: 'a' }, isRate: false }),
      query('failed', { metric: 'failed_total' }),
      query('odd', {}),
      query('waiting_', {}),
    ],
  };
  const reader = new MetricsPageReader(source, { authorization: 'Bearer secret' });
  const read = () => reader.read(AbortSignal.timeout(60_000));
  const first = await read();
  expect([...first.values].map(([name, { value }]) => [name, value])).toEqual([
    ['waiting', 6],
    ['jobs_of_a', 5],
  ]);
  expect(Object.fromEntries(first.missing)).toEqual({
    odd: 'its value is NaN',
    waiting_: 'the page has no metric waiting_: did you mean waiting?',
  });
  // Ten more in a second, by the page's own clock.
  page = PAGE.replace('} 5', '} 15').replace('7 1700000000000', '7 1700000001000').concat('failed_total 3\n');
  const second = await read();
  expect(second.values.get('jobs')).toEqual({ value: 10, atMs: 1_700_000_001_000 });
  expect(second.values.get('failed')?.value).toBeGreaterThan(0);
  // A service that starts again counts from 0.
  page = 'jobs_total{queue="a"} 4 1700000003000\n# TYPE jobs_total counter\n';
  expect((await read()).values.get('jobs')).toEqual({ value: 2, atMs: 1_700_000_003_000 });
  expect(server.calls[0]?.headers).toMatchObject({ authorization: 'Bearer secret' });
  await server.close();
  await expect(read()).rejects.toThrow('it cannot be reached');
});

it('each series of a counter is compared with itself: one that starts again, goes or is odd for a time is no increase of the others', async () => {
  const at = (second: number, ...values: readonly (readonly [string, number | string])[]) =>
    `# TYPE done counter\n${values.map(([pod, value]) => `done{pod="${pod}"} ${value} ${1_700_000_000_000 + second * 1_000}\n`).join('')}`;
  const pages = [
    at(0, ['a', 1_000], ['b', 1_000], ['c', 1_000]),
    at(1, ['a', 1_002], ['b', 1_003], ['c', 5]),
    at(2, ['a', 1_004], ['b', 1_006]),
    at(3, ['a', 1_006], ['b', 'NaN'], ['c', 6]),
    at(4, ['a', 1_008], ['b', 1_012], ['c', 7], ['d', 2]),
  ];
  const server = await startSink((_, number) => ({ body: pages[number - 1] ?? '' }));
  const source = { name: 'page', kind: 'metrics', url: server.url, headers: {}, everyMs: 1_000 } as const;
  const reader = new MetricsPageReader({ ...source, isOptional: false, series: [query('done', {})] }, {});
  const rates: (number | string | undefined)[] = [];
  for (const _ of pages) {
    const { values, missing } = await reader.read(AbortSignal.timeout(60_000));
    rates.push(values.get('done')?.value ?? missing.get('done'));
  }
  // The last page is two seconds after the last one that counted.
  expect(rates).toEqual([undefined, 2 + 3 + 5, 2 + 3, 'its value is NaN', (4 + 6 + 2 + 2) / 2]);
  await server.close();
});

it('a value that becomes infinite in its unit has no value, and an answer without an end is left', async () => {
  const huge = await startSink(() => ({ body: 'big 1e308\n' }));
  const source = { name: 'page', kind: 'metrics', headers: {}, everyMs: 1_000, isOptional: false } as const;
  const series = [query('big', { factor: 1_000 })];
  const { missing } = await new MetricsPageReader({ ...source, url: huge.url, series }, {}).read(
    AbortSignal.timeout(60_000),
  );
  expect(missing.get('big')).toBe('its value is Infinity');
  const endless = await endlessServer();
  await expect(
    new MetricsPageReader({ ...source, url: endless.url, series }, {}).read(AbortSignal.timeout(60_000)),
  ).rejects.toThrow('longer than 16 MB');
  await endless.gone;
  await Promise.all([huge.close(), endless.close()]);
});
