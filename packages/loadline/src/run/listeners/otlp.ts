import {
  type Attributes,
  BOUNDS_S,
  EXPONENTIAL_BOUNDS_MS,
  FIRST_INDEX,
  type HistogramPoint,
  type Metric,
  type MetricSet,
  type Point,
  SCALE,
  SEMANTIC_CONVENTIONS,
} from './metrics';
import { seriesKey } from './seen-series';
import { type Reply, refusedProbe, type Sink, type SinkRequest } from './sink';
import type { Snapshot } from './snapshot';

const MOST_LINES = 50;

/** Numbers that stand for the temporality in OTLP. */
const TEMPORALITY = { delta: 1, cumulative: 2 } as const;

export type Temporality = keyof typeof TEMPORALITY;

/**
 * OTLP over HTTP with JSON (https://opentelemetry.io/docs/specs/otlp/), for an OpenTelemetry Collector or any other
 * OTLP receiver.
 */
export class OtlpSink implements Sink {
  readonly name: string;
  readonly mostLines = MOST_LINES;
  readonly #last = new Map<string, number | HistogramPoint>();
  #lastMs: number | undefined;

  constructor(
    name: string,
    readonly url: string,
    private readonly headers: Readonly<Record<string, string>>,
    private readonly temporality: Temporality,
    private readonly mask: (text: string) => string,
    private readonly isExponential = false,
  ) {
    this.name = `listener ${name}`;
  }

  lines({ metrics }: Snapshot): string[] {
    return metrics === undefined ? [] : [JSON.stringify(this.#resourceMetrics(metrics))];
  }

  request(lines: readonly string[]): SinkRequest {
    const body = Buffer.from(`{"resourceMetrics":[${lines.join(',')}]}`);
    return { path: '/v1/metrics', headers: { ...this.headers, 'content-type': 'application/json' }, body };
  }

  /** A request without metrics: receivers accept it. */
  probe(): SinkRequest {
    return this.request([]);
  }

  probed(reply: Reply): string | undefined {
    return refusedProbe(reply);
  }

  /** A receiver may answer 200 and still refuse some data points. */
  refused({ text }: Reply): string | undefined {
    const [, count] = /"rejectedDataPoints"\s*:\s*"?([1-9]\d*)/.exec(text) ?? [];
    return count === undefined ? undefined : `it refused ${count} points: ${text}`;
  }

  #resourceMetrics({ resource, metrics, atMs, startMs }: MetricSet): object {
    const isDelta = this.temporality === 'delta';
    const times = {
      startTimeUnixNano: nanoseconds(isDelta ? (this.#lastMs ?? startMs) : startMs),
      timeUnixNano: nanoseconds(atMs),
    };
    this.#lastMs = atMs;
    return {
      resource: { attributes: this.#keyValues(resource) },
      schemaUrl: `https://opentelemetry.io/schemas/${SEMANTIC_CONVENTIONS}`,
      scopeMetrics: [
        { scope: { name: 'loadline' }, metrics: metrics.map((metric) => this.#metric(metric, times)) },
      ],
    };
  }

  #metric(metric: Metric, times: object): object {
    const { name, unit, description } = metric;
    const aggregationTemporality = TEMPORALITY[this.temporality];
    if (metric.kind === 'histogram') {
      const shape = this.isExponential ? exponential : histogram;
      const dataPoints = metric.points.map((point) => ({
        ...times,
        attributes: this.#keyValues(point.attributes),
        ...shape(this.#sinceLast(name, point)),
      }));
      if (this.isExponential)
        return { name, unit, description, exponentialHistogram: { aggregationTemporality, dataPoints } };
      return { name, unit, description, histogram: { aggregationTemporality, dataPoints } };
    }
    if (metric.kind === 'gauge')
      return {
        name,
        unit,
        description,
        gauge: { dataPoints: metric.points.map((point) => this.#number(point, times)) },
      };
    const dataPoints = metric.points.map((point) => this.#number(this.#sumSinceLast(name, point), times));
    return { name, unit, description, sum: { aggregationTemporality, isMonotonic: true, dataPoints } };
  }

  #number({ attributes, value }: Point, times: object): object {
    const as = Number.isInteger(value) ? { asInt: String(value) } : { asDouble: value };
    return { ...times, attributes: this.#keyValues(attributes), ...as };
  }

  /** Only these texts are masked: a password of digits could otherwise be found in a time or a count. */
  #keyValues(attributes: Attributes): object[] {
    return Object.entries(attributes).map(([key, value]) => ({
      key: this.mask(key),
      value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: this.mask(value) },
    }));
  }

  #sumSinceLast(name: string, point: Point): Point {
    if (this.temporality === 'cumulative') return point;
    const key = seriesKey(name, point.attributes);
    const last = this.#last.get(key);
    this.#last.set(key, point.value);
    return { ...point, value: point.value - (typeof last === 'number' ? last : 0) };
  }

  #sinceLast(name: string, point: HistogramPoint): HistogramPoint {
    if (this.temporality === 'cumulative') return point;
    const key = seriesKey(name, point.attributes);
    const last = this.#last.get(key);
    this.#last.set(key, point);
    if (typeof last !== 'object') return point;
    return {
      ...point,
      count: point.count - last.count,
      sum: point.sum - last.sum,
      counts: point.counts.map((count, index) => count - (last.counts[index] ?? 0)),
    };
  }
}

/** A histogram in OTLP's JSON, where 64-bit numbers are strings. */
function histogram({ count, sum, counts }: HistogramPoint): object {
  return {
    count: String(count),
    sum,
    bucketCounts: counts.map(String),
    explicitBounds: BOUNDS_S,
  };
}

/** The same with buckets whose bounds are powers of 2 ** (1 / 8). Leading and trailing empty buckets are left out. */
function exponential({ count, sum, counts: [zeros = 0, ...counts] }: HistogramPoint): object {
  const first = Math.max(
    0,
    counts.findIndex((one) => one > 0),
  );
  const used = counts.slice(first, counts.findLastIndex((one) => one > 0) + 1);
  return {
    count: String(count),
    sum,
    scale: SCALE,
    zeroCount: String(zeros),
    zeroThreshold: (EXPONENTIAL_BOUNDS_MS[0] ?? 0) / 1_000,
    positive: { offset: FIRST_INDEX + first, bucketCounts: used.map(String) },
  };
}

function nanoseconds(ms: number): string {
  return `${Math.round(ms)}000000`;
}
