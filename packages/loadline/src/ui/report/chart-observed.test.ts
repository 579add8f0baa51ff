import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import type { ObservedStats } from '../../core/figures/aggregate';
import { chartData } from './chart-data';
import { Lines } from './chart-lines';
import { observedCharts } from './chart-observed';
import { reportHtml } from './html';

const EMPTY = { due: 0, started: 0, dropped: 0, active: 0, bytes: 0, calls: {} };
const FIGURES = { count: 1, min: 0, avg: 0, med: 0, max: 0, percentiles: {} };

function series(name: string, unit: string, values: readonly (number | null)[]): ObservedStats {
  return { name, source: 's', from: 'f', unit, figures: FIGURES, points: { seconds: 1, values } };
}

function charts(all: readonly ObservedStats[], length: number, points = 240) {
  const seconds = Array.from({ length }, (_, second) => ({ second, ...EMPTY }));
  return observedCharts(all, new Lines(seconds, points));
}

it('series of one unit share a chart, and bytes, shares and times have units that are easy to read', () => {
  const all = [
    series('cpu', '%', [0.5, 0.75]),
    series('memory', 'bytes', [1e6, 2e6]),
    series('queue', 'jobs', [1, 2]),
    series('other', 'jobs', [3, null]),
    { ...series('silent', '%', [null, null]), figures: undefined } as unknown as ObservedStats,
  ];
  expect(
    charts(all, 2).map(({ title, unit, series: lines }) => [
      title,
      unit,
      lines.map(({ label, values }) => [label, values]),
    ]),
  ).toEqual([
    ['Observed', '%', [['cpu', [50, 75]]]],
    ['Observed', 'MB', [['memory', [1, 2]]]],
    [
      'Observed, in jobs',
      '',
      [
        ['queue', [1, 2]],
        ['other', [3, 3]],
      ],
    ],
  ]);
});

it('a line goes on to the next value, but not over a silence', () => {
  const rare = [1, null, 2, null, 3, null, null, null, null, null, null, 4, null];
  expect(charts([series('queue', 'jobs', rare)], rare.length)[0]?.series[0]?.values).toEqual([
    ...[1, 1, 2, 2, 3, 3, 3, 3, 3, 3, null, 4, 4],
  ]);
});

it('a highest value stays when points are merged, and the chart has the axis of the load', () => {
  const [chart] = charts([series('queue', 'jobs', [1, 9, 1, 1])], 4, 2);
  expect(chart?.series[0]?.values).toEqual([9, 1]);
  expect(chart?.grid).toEqual({ first: 0, step: 2 });
});

it('the report has the charts under that of the load, and a table', () => {
  const result = exampleResult();
  const seconds = result.aggregate.seconds ?? [];
  const observed = [
    series(
      'queue',
      'jobs',
      seconds.map(({ second }) => second),
    ),
  ];
  const withSeries = { ...result, aggregate: { ...result.aggregate, observed } };
  const { main, observed: [chart] = [] } = chartData(withSeries);
  expect(chart?.grid).toEqual(main?.grid);
  expect(chart?.series[0]?.values).toHaveLength(main?.series[0]?.values.length ?? 0);
  const html = reportHtml(withSeries);
  expect(html).toContain('id="chart-observed-1"');
  expect(html.indexOf('id="chart-load"')).toBeLessThan(html.indexOf('id="chart-observed-1"'));
  expect(html).toContain('Observed systems');
  expect(reportHtml(result)).not.toContain('Observed');
});
