import type { CallCounts } from './service';

/** A metric of a service besides its calls. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly value: number;
}

/** A service's metrics in Prometheus' text format: its calls by method and status, and its gauges. */
export function metricsPage(calls: CallCounts, gauges: readonly Gauge[]): string {
  const counts = Object.entries(calls).flatMap(([method, byStatus]) =>
    Object.entries(byStatus).map(
      ([status, count]) => `calls_total{method="${escaped(method)}",status="${escaped(status)}"} ${count}`,
    ),
  );
  return [
    '# HELP calls_total Calls that were answered.',
    '# TYPE calls_total counter',
    ...counts,
    ...gauges.flatMap(({ name, help, value }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} gauge`,
      `${name} ${value}`,
    ]),
    '',
  ].join('\n');
}

function escaped(label: string): string {
  return label.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
