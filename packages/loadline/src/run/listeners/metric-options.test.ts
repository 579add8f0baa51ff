import { expect, it } from 'vitest';
import type { Aggregate } from '../../core/figures/aggregate';
import { Latencies } from '../../results/samples/latencies';
import { EXPONENTIAL_BOUNDS_MS, type MetricSource, metricSet } from './metrics';
import { oldGauges } from './old-gauges';
import { OtlpSink } from './otlp';
import { Deltas, type Dimensions } from './snapshot';

const DIMENSIONS: Dimensions = {
  run: 'r',
  test: 'nightly',
  description: 'How fast?',
  suite: 's',
  profile: 'p',
  environment: 'stage',
  location: 'Ashburn',
  target: 'stage.example.com:443',
  system: 'api/1.4.2:search/2.0',
};

interface Histogram {
  count: string;
  scale: number;
  zeroCount: string;
  zeroThreshold: number;
  positive: { offset: number; bucketCounts: string[] };
}

function exponentialOf(sink: OtlpSink, durations: Latencies, atMs: number): Histogram {
  const { count, sum: sumMs } = durations;
  const counts = durations.countsBetween(EXPONENTIAL_BOUNDS_MS);
  const one = { call: 'Get', phase: 'load', protocol: 'grpc', count, sumMs, counts } as const;
  const source = {
    calls: [{ call: 'Get', phase: 'load', count, causes: {} }],
    journeys: [],
    histograms: [one],
  };
  const metrics = metricSet(source as unknown as MetricSource, DIMENSIONS, { atMs, startMs: 1 }, '0.2.0');
  const [line = ''] = sink.lines({ atMs, dimensions: DIMENSIONS, metrics });
  const { scopeMetrics } = JSON.parse(line);
  const [metric] = scopeMetrics[0].metrics;
  expect(metric.name).toBe('rpc.client.call.duration');
  return metric.exponentialHistogram.dataPoints[0];
}

it.each(['cumulative', 'delta'] as const)(
  'exponential histograms hold every duration in the bucket that has it, %s',
  (temporality) => {
    const sink = new OtlpSink('o', 'http://127.0.0.1:1', {}, temporality, (text) => text, true);
    const durations = new Latencies();
    for (const ms of [0.01, 3, 3.1, 1_500]) durations.add(ms);
    const first = exponentialOf(sink, durations, 1_000);
    expect(first).toMatchObject({ count: '4', scale: 3, zeroCount: '1', zeroThreshold: 2 ** -14 });
    const { offset, bucketCounts } = first.positive;
    // Bucket i holds what is above 2 ** (i / 8) s and at most 2 ** ((i + 1) / 8) s.
    const found = bucketCounts.flatMap((count, at) => (count === '0' ? [] : [[offset + at, Number(count)]]));
    for (const [index = 0] of found) {
      const [low, high] = [2 ** (index / 8), 2 ** ((index + 1) / 8)];
      expect([0.003, 0.0031, 1.5].some((s) => s > low * 0.99 && s <= high * 1.01)).toBe(true);
    }
    expect(found.reduce((sum, [, count = 0]) => sum + count, 0)).toBe(3);
    expect([bucketCounts[0], bucketCounts.at(-1)]).not.toContain('0');
    durations.add(3);
    const second = exponentialOf(sink, durations, 2_000);
    expect(second.count).toBe(temporality === 'delta' ? '1' : '5');
    expect(second.positive.bucketCounts.reduce((sum, count) => sum + Number(count), 0)).toBe(
      temporality === 'delta' ? 1 : 4,
    );
  },
);

it('the gauges of the older framework have its names and dimensions', () => {
  const aggregate = (count: number, failed: number) =>
    ({
      calls: [
        { call: 'Get', phase: 'load', count, failed, causes: {}, duration: { avg: 12.5 } },
        { call: 'Get', phase: 'setup', count, failed: 0, causes: {} },
        { call: 'Never', phase: 'load', count: 0, failed: 0, causes: {} },
      ],
      journeys: [{ journey: 'j', started: 9, done: 5, causes: {} }],
    }) as unknown as Aggregate;
  const deltas = new Deltas(0);
  deltas.next(aggregate(10, 1), 2_000);
  const gauges = oldGauges(deltas.next(aggregate(30, 5), 6_000), DIMENSIONS);
  expect(
    Object.fromEntries(
      gauges.map(({ name, points }) => [name, points.map((one) => 'value' in one && one.value)]),
    ),
  ).toEqual({
    'locust.rps': [5],
    'locust.fail_per_sec': [1],
    'locust.clients': [4],
    'locust.avg_response_time': [12.5],
    'locust.failed': [5],
    'locust.total': [30],
  });
  expect(gauges[0]?.points[0]?.attributes).toEqual({
    name: 'nightly',
    description: 'How fast?',
    env: 'stage',
    location: 'Ashburn',
    api: '1.4.2',
    search: '2.0',
    request_name: 'Get',
  });
});
