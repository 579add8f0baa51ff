import { BinaryReader } from '@bufbuild/protobuf/wire';
import { expect, test } from 'vitest';
import { prepareSecrets } from '../../core/text/secret-mask';
import { Latencies } from '../../results/samples/latencies';
import { BOUNDS_MS, type MetricSet, type MetricSource, metricSet, nothingYet } from './metrics';
import { sinkOf } from './open-sink';
import { OtlpSink, type Temporality } from './otlp';
import { RemoteWriteSink, samplesOf } from './remote-write';
import { SeenSeries } from './seen-series';
import { snappy } from './snappy';
import type { Dimensions } from './snapshot';

const DIMENSIONS: Dimensions = {
  run: 'r1',
  test: 't',
  suite: 's',
  profile: 'p',
  environment: 'stage',
  target: 'http://stage.example.com:8443',
  system: 'api/1.4.2',
};

/** Figures after calls with the given durations, some of which failed. */
function source(ms: readonly number[], failed: number): MetricSource {
  const durations = new Latencies();
  for (const one of ms) durations.add(one);
  const [call, phase] = ['GET /a/{id}', 'load'] as const;
  return {
    calls: [{ call, phase, count: ms.length, failed, causes: { '503': failed } }],
    journeys: [{ journey: 'look', started: 3, done: 2, failed: 0, causes: {} }],
    histograms: [
      {
        call,
        phase,
        protocol: 'http',
        count: durations.count,
        sumMs: durations.sum,
        counts: durations.countsBetween(BOUNDS_MS),
      },
    ],
  } as unknown as MetricSource;
}

function setAt(atMs: number, from: MetricSource): MetricSet {
  return metricSet(from, DIMENSIONS, { atMs, startMs: 1_000 }, '0.2.0');
}

interface Exported {
  resource: { attributes: unknown[] };
  schemaUrl: string;
  scopeMetrics: { metrics: Record<string, unknown>[] }[];
}

function exported(sink: OtlpSink, set: MetricSet): Exported {
  const [line = ''] = sink.lines({ atMs: set.atMs, dimensions: DIMENSIONS, metrics: set });
  return JSON.parse(line) as Exported;
}

function otlp(temporality: Temporality): OtlpSink {
  return new OtlpSink('o', 'http://127.0.0.1:1', {}, temporality, (text) => text);
}

/** The first data point of a metric. */
function pointOf({ scopeMetrics }: Exported, name: string): unknown {
  const metric = scopeMetrics[0]?.metrics.find((one) => one.name === name) ?? {};
  const data = (metric.histogram ?? metric.sum ?? metric.gauge) as { dataPoints: unknown[] } | undefined;
  return data?.dataPoints[0];
}

test('durations fall into the bucket whose upper bound they do not exceed', () => {
  const durations = new Latencies();
  for (const ms of [1, 5, 5.1, 99, 10_000, 60_000]) durations.add(ms);
  expect(durations.countsBetween([5, 100, 10_000])).toEqual([2, 2, 1, 1]);
  expect(durations.sum).toBeCloseTo(70_110.1);
});

test('OTLP has names, units and attributes of the semantic conventions, and says which version', () => {
  const all = exported(otlp('cumulative'), setAt(2_000, source([3, 30], 1)));
  expect(all.schemaUrl).toBe('https://opentelemetry.io/schemas/1.45.0');
  expect(all.resource.attributes).toContainEqual({
    key: 'loadline.system',
    value: { stringValue: 'api/1.4.2' },
  });
  expect(all.scopeMetrics[0]?.metrics.map(({ name, unit }) => `${name} ${unit}`)).toEqual([
    'http.client.request.duration s',
    'loadline.calls {call}',
    'loadline.calls.failed {call}',
    'loadline.iterations {iteration}',
    'loadline.iterations.active {iteration}',
  ]);
  expect(pointOf(all, 'http.client.request.duration')).toEqual({
    startTimeUnixNano: '1000000000',
    timeUnixNano: '2000000000',
    attributes: expect.arrayContaining([
      { key: 'loadline.call', value: { stringValue: 'GET /a/{id}' } },
      { key: 'http.request.method', value: { stringValue: 'GET' } },
      { key: 'url.template', value: { stringValue: '/a/{id}' } },
      { key: 'server.address', value: { stringValue: 'stage.example.com' } },
      { key: 'server.port', value: { intValue: '8443' } },
    ]),
    count: '2',
    sum: 0.033,
    bucketCounts: ['1', '0', '0', '1', '0', '0', '0', '0', '0', '0', '0', '0', '0', '0', '0'],
    explicitBounds: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  });
  expect(pointOf(all, 'loadline.calls.failed')).toMatchObject({
    asInt: '1',
    attributes: expect.arrayContaining([{ key: 'error.type', value: { stringValue: '503' } }]),
  });
});

test('cumulative counts begin at the start of the run; deltas at the last figures, and their sum is the same', () => {
  const [whole, parts] = [otlp('cumulative'), otlp('delta')];
  const steps = [source([], 0), source([3, 30], 1), source([3, 30, 300], 1)].map((from, index) =>
    setAt((index + 1) * 1_000, index === 0 ? nothingYet(from) : from),
  );
  const ofWhole = steps.map((step) => pointOf(exported(whole, step), 'http.client.request.duration'));
  const ofParts = steps.map((step) => pointOf(exported(parts, step), 'http.client.request.duration'));
  expect(ofWhole).toMatchObject([
    { count: '0' },
    { count: '2' },
    { count: '3', startTimeUnixNano: '1000000000' },
  ]);
  expect(ofParts).toMatchObject([
    { count: '0' },
    { count: '2' },
    { count: '1', startTimeUnixNano: '2000000000' },
  ]);
});

test('an answer of 200 that refuses data points counts as a refusal', () => {
  const sink = otlp('cumulative');
  expect(sink.refused({ status: 200, text: '{"partialSuccess":{"rejectedDataPoints":"3"}}' })).toContain(
    'refused 3 points',
  );
  expect(sink.refused({ status: 200, text: '{"partialSuccess":{}}' })).toBeUndefined();
});

/** Unpacks Snappy data that consists only of literals. */
function unpacked(bytes: Buffer): Buffer {
  const reader = new BinaryReader(bytes);
  const length = reader.uint32();
  const parts: Buffer[] = [];
  for (let at = reader.pos; at < bytes.length; ) {
    expect(bytes[at]).toBe(244);
    const size = bytes.readUInt16LE(at + 1) + 1;
    parts.push(bytes.subarray(at + 3, at + 3 + size));
    at += 3 + size;
  }
  const all = Buffer.concat(parts);
  expect(all).toHaveLength(length);
  return all;
}

test.each([0, 1, 127, 128, 65_536, 65_537, 200_000])(
  '%i bytes come out of Snappy as they went in',
  (length) => {
    const bytes = Buffer.alloc(length, 'abc');
    expect(unpacked(snappy(bytes)).equals(bytes)).toBe(true);
  },
);

test('remote write has cumulative buckets, and the names that an OpenTelemetry Collector would write', () => {
  const sink = new RemoteWriteSink('p', 'http://127.0.0.1:1', { 'x-scope-orgid': 'one' }, JSON.stringify);
  const set = setAt(2_000, source([3, 30, 20_000], 1));
  const lines = sink.lines({ atMs: 2_000, dimensions: DIMENSIONS, metrics: set });
  const samples = samplesOf(JSON.parse(lines[0] ?? '') as MetricSet);
  const buckets = samples.filter(([{ __name__: name = '' }]) => name.endsWith('_bucket'));
  expect(buckets.map(([{ le }, value]) => [le, value])).toContainEqual(['10', 2]);
  expect(buckets.at(-1)).toEqual([
    expect.objectContaining({ __name__: 'http_client_request_duration_seconds_bucket', le: '+Inf' }),
    3,
    2_000,
  ]);
  const names = new Set(samples.map(([{ __name__: name }]) => name));
  for (const name of ['loadline_calls_total', 'loadline_calls_failed_total', 'loadline_iterations_active'])
    expect(names).toContain(name);
  const { headers, body } = sink.request(lines);
  expect(headers).toMatchObject({ 'content-encoding': 'snappy', 'x-scope-orgid': 'one' });
  expect(unpacked(body).toString('latin1')).toContain('loadline_calls_total');
});

test('a password of digits is masked in the texts of OTLP, not in its times and counts', () => {
  const secrets = prepareSecrets(['000000']);
  const sink = sinkOf(
    { name: 'o', kind: 'otel', url: 'http://127.0.0.1:1', headers: {}, everyMs: 5_000, isOptional: false },
    {},
    secrets,
  );
  const set = setAt(2_000, source([3], 1));
  const dimensions = { ...DIMENSIONS, test: 'with 000000' };
  const told = { ...set, resource: { ...set.resource, 'loadline.test': 'with 000000' } };
  const [line = ''] = sink?.lines({ atMs: 2_000, dimensions, metrics: told }) ?? [];
  expect(line).toContain('"timeUnixNano":"2000000000"');
  expect(line).not.toContain('with 000000');
});

test('a series that comes later gets a 0 before its first value', () => {
  const seen = new SeenSeries();
  const first = setAt(1_000, nothingYet({ ...source([], 0), calls: [], histograms: [] }));
  expect(seen.zerosOfNew(first.metrics).map(({ name }) => name)).toEqual(['loadline.iterations']);
  const second = setAt(2_000, source([3, 30], 2));
  const zeros = seen.zerosOfNew(second.metrics);
  expect(zeros.map(({ name }) => name)).toEqual([
    ...['http.client.request.duration', 'loadline.calls', 'loadline.calls.failed'],
  ]);
  expect(zeros[2]?.points).toMatchObject([{ value: 0, attributes: { 'error.type': '503' } }]);
  expect(zeros[0]?.points).toMatchObject([{ count: 0, sum: 0 }]);
  expect(seen.zerosOfNew(setAt(3_000, source([3, 30, 3], 3)).metrics)).toEqual([]);
});

test('the queue holds a minute of 500 calls, whose figures come every 5 s, for each kind of metrics', () => {
  const [one] = source([3, 30, 300], 1).calls;
  const [histogram] = source([3, 30, 300], 1).histograms;
  const names = Array.from({ length: 500 }, (_, index) => `GET /resources-${index}/{id}`);
  const many = {
    calls: names.map((call) => ({ ...one, call })),
    journeys: [],
    histograms: names.map((call) => ({ ...histogram, call })),
  } as unknown as MetricSource;
  const metrics = setAt(2_000, many);
  for (const kind of ['otel', 'prometheus'] as const) {
    const listener = { name: 'x', kind, url: 'http://127.0.0.1:1', headers: {}, everyMs: 5_000 };
    const sink = sinkOf({ ...listener, isOptional: false }, {}, prepareSecrets([]));
    const [line = ''] = sink?.lines({ atMs: 2_000, dimensions: DIMENSIONS, metrics }) ?? [];
    expect(12 * line.length, kind).toBeLessThan(16 * 1024 ** 2);
  }
});
