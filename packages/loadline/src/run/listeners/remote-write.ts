import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type Attributes, BOUNDS_S, type MetricSet } from './metrics';
import { type Reply, refusedProbe, type Sink, type SinkRequest } from './sink';
import { snappy } from './snappy';
import type { Snapshot } from './snapshot';

const MOST_LINES = 50;
/** A line grows to about 15 times its size: each bucket of a histogram is a series with all labels. */
const MOST_BYTES = 32 * 1024;

type Labels = Readonly<Record<string, string>>;

/** A series at one time: its labels, its value, and the time in ms. */
type Sample = readonly [labels: Labels, value: number, atMs: number];

/** Prometheus remote write 1.0. The metrics have the names that an OpenTelemetry Collector would give them. */
export class RemoteWriteSink implements Sink {
  readonly name: string;
  readonly mostLines = MOST_LINES;
  readonly mostBytes = MOST_BYTES;

  constructor(
    name: string,
    readonly url: string,
    private readonly headers: Readonly<Record<string, string>>,
    private readonly write: (value: object) => string,
  ) {
    this.name = `listener ${name}`;
  }

  lines({ metrics }: Snapshot): string[] {
    return metrics === undefined ? [] : [this.write(metrics)];
  }

  request(lines: readonly string[]): SinkRequest {
    const samples = lines.flatMap((line) => samplesOf(JSON.parse(line) as MetricSet));
    return {
      path: '',
      headers: {
        ...this.headers,
        'content-type': 'application/x-protobuf',
        'content-encoding': 'snappy',
        'x-prometheus-remote-write-version': '0.1.0',
      },
      body: snappy(writeRequest(samples)),
    };
  }

  /** A request without samples: receivers accept it. */
  probe(): SinkRequest {
    return this.request([]);
  }

  probed(reply: Reply): string | undefined {
    return refusedProbe(reply);
  }
}

/** All samples of a set of metrics, with the names and labels of Prometheus. */
export function samplesOf({ atMs, resource, metrics }: MetricSet): Sample[] {
  const job = String(resource['service.name']);
  const source = { job, instance: String(resource['service.instance.id']) };
  const labelled = (name: string, attributes: Attributes, more: Labels = {}): Labels => ({
    __name__: name,
    ...source,
    ...Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [key.replaceAll('.', '_'), String(value)]),
    ),
    ...more,
  });
  return metrics.flatMap((metric): Sample[] => {
    const name = prometheusName(metric.name, metric.unit);
    if (metric.kind !== 'histogram') {
      const whole = metric.kind === 'sum' ? `${name}_total` : name;
      return metric.points.map(({ attributes, value }) => [labelled(whole, attributes), value, atMs]);
    }
    return metric.points.flatMap(({ attributes, count, sum, counts }): Sample[] => {
      let upTo = 0;
      const buckets = BOUNDS_S.map((bound, index): Sample => {
        upTo += counts[index] ?? 0;
        return [labelled(`${name}_bucket`, attributes, { le: String(bound) }), upTo, atMs];
      });
      return [
        ...buckets,
        [labelled(`${name}_bucket`, attributes, { le: '+Inf' }), count, atMs],
        [labelled(`${name}_sum`, attributes), sum, atMs],
        [labelled(`${name}_count`, attributes), count, atMs],
      ];
    });
  });
}

function prometheusName(name: string, unit: string): string {
  return `${name.replaceAll('.', '_')}${unit === 's' ? '_seconds' : ''}`;
}

/** Encodes `prometheus.WriteRequest`, which requires labels sorted by name. */
function writeRequest(samples: readonly Sample[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [labels, value, atMs] of samples) {
    writer.tag(1, WireType.LengthDelimited).fork();
    for (const [name, text] of Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))) {
      writer.tag(1, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.LengthDelimited).string(name);
      writer.tag(2, WireType.LengthDelimited).string(text);
      writer.join();
    }
    writer.tag(2, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Bit64).double(value);
    writer.tag(2, WireType.Varint).int64(atMs);
    writer.join();
    writer.join();
  }
  return writer.finish();
}
