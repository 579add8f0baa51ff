import type { Aggregate } from '../../core/figures/aggregate';
import { readBaseUrl, readHostAndPort } from '../../core/network/address';
import type { CallHistogram } from '../../results/samples/part';
import type { Dimensions } from './snapshot';

/** Version of OpenTelemetry's semantic conventions, which define the names and units below. */
export const SEMANTIC_CONVENTIONS = '1.45.0';

/** Upper bounds that the conventions recommend for durations, in s. */
export const BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;
/** The bounds of `BOUNDS_S` in ms. */
export const BOUNDS_MS = BOUNDS_S.map((seconds) => seconds * 1_000);

/** Scale of exponential histograms: each bound is 2 ** (1 / 8) times the one before it, so a bucket is 9 % wide. */
export const SCALE = 3;
/** Indexes of the lowest and the highest bound, from 2 ** -14 s (61 µs) to 2 ** 12 s (68 min). */
const [LOWEST, HIGHEST] = [-14 * 2 ** SCALE, 12 * 2 ** SCALE];
/** Upper bounds of exponential histograms, in ms. The first bucket, up to the first bound, counts as 0. */
export const EXPONENTIAL_BOUNDS_MS = Array.from(
  { length: HIGHEST - LOWEST + 1 },
  (_, index) => 2 ** ((LOWEST + index) / 2 ** SCALE) * 1_000,
);
/** Index of the bucket above the first bound, as OTLP counts it. */
export const FIRST_INDEX = LOWEST;

/** Attributes of a series or of a resource. */
export type Attributes = Readonly<Record<string, string | number>>;

/** Value of a series at one time. Sums count from the start of the run; gauges do not. */
export interface Point {
  readonly attributes: Attributes;
  readonly value: number;
}

/** The durations of a series. */
export interface HistogramPoint {
  readonly attributes: Attributes;
  readonly count: number;
  /** Sum of all durations, in s. */
  readonly sum: number;
  /** Number of durations in each bucket of the listener's bounds; the last one is above all bounds. */
  readonly counts: readonly number[];
}

/** A metric with all its series. */
export type Metric = { readonly name: string; readonly unit: string; readonly description: string } & (
  | { readonly kind: 'sum' | 'gauge'; readonly points: readonly Point[] }
  | { readonly kind: 'histogram'; readonly points: readonly HistogramPoint[] }
);

/** The metrics of a run at one time. */
export interface MetricSet {
  readonly atMs: number;
  /** When counting began, in ms since the epoch. */
  readonly startMs: number;
  /** Attributes of the source of all metrics. */
  readonly resource: Attributes;
  readonly metrics: readonly Metric[];
}

/** Figures from which the metrics are made. */
export type MetricSource = Pick<Aggregate, 'calls' | 'journeys'> & {
  readonly histograms: readonly CallHistogram[];
};

/** Makes the metrics of a run. @param version version of loadline */
export function metricSet(
  { calls, journeys, histograms }: MetricSource,
  dimensions: Dimensions,
  times: Pick<MetricSet, 'atMs' | 'startMs'>,
  version: string,
): MetricSet {
  const common = commonAttributes(dimensions);
  const server = serverAttributes(dimensions.target);
  const ofCall = (call: string, phase: string) => ({
    ...common,
    'loadline.call': call,
    'loadline.phase': phase,
  });
  // Reports have no row for a call that was never made in a phase, such as a sign-in during the load.
  const isReported = ({ call, phase }: CallHistogram) =>
    calls.some((stats) => stats.call === call && stats.phase === phase);
  const durations = (protocol: CallHistogram['protocol']) =>
    histograms
      .filter((one) => one.protocol === protocol && isReported(one))
      .map(({ call, phase, count, sumMs, counts }) => ({
        attributes: { ...ofCall(call, phase), ...methodAttributes(protocol, call), ...server },
        count,
        sum: sumMs / 1_000,
        counts,
      }));
  const failures = calls.flatMap(({ call, phase, causes }) => byCause(ofCall(call, phase), causes));
  const ofJourney = (journey: string) => ({ ...common, 'loadline.journey': journey });
  const all: Metric[] = [
    {
      name: 'rpc.client.call.duration',
      unit: 's',
      description: 'Duration of the calls over gRPC.',
      kind: 'histogram',
      points: durations('grpc'),
    },
    {
      name: 'http.client.request.duration',
      unit: 's',
      description: 'Duration of the calls over HTTP.',
      kind: 'histogram',
      points: durations('http'),
    },
    sum(
      'loadline.calls',
      '{call}',
      'Calls.',
      calls.map(({ call, phase, count: value }) => ({ attributes: ofCall(call, phase), value })),
    ),
    sum('loadline.calls.failed', '{call}', 'Failed calls by cause.', failures),
    sum(
      'loadline.iterations',
      '{iteration}',
      'Iterations that came to their end.',
      journeys.map(({ journey, done: value }) => ({ attributes: ofJourney(journey), value })),
    ),
    sum(
      'loadline.iterations.failed',
      '{iteration}',
      'Failed iterations by cause.',
      journeys.flatMap(({ journey, causes }) => byCause(ofJourney(journey), causes)),
    ),
    {
      name: 'loadline.iterations.active',
      unit: '{iteration}',
      description: 'Iterations under way.',
      kind: 'gauge',
      points: journeys.map(({ journey, started, done }) => ({
        attributes: ofJourney(journey),
        value: started - done,
      })),
    },
  ];
  const metrics = all.filter(({ points }) => points.length > 0);
  return { ...times, resource: resourceOf(dimensions, version), metrics };
}

/** The same figures with all counts 0. A receiver needs a first 0 to see the first calls as an increase. */
export function nothingYet({ calls, journeys, histograms }: MetricSource): MetricSource {
  return {
    calls: calls.map((call) => ({ ...call, count: 0, failed: 0, causes: zeros(call.causes) })),
    journeys: journeys.map((journey) => ({
      ...journey,
      started: 0,
      done: 0,
      failed: 0,
      causes: zeros(journey.causes),
    })),
    histograms: histograms.map((one) => ({ ...one, count: 0, sumMs: 0, counts: one.counts.map(() => 0) })),
  };
}

function zeros(causes: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.keys(causes).map((cause) => [cause, 0]));
}

function sum(name: string, unit: string, description: string, points: readonly Point[]): Metric {
  return { name, unit, description, kind: 'sum', points };
}

function byCause(attributes: Attributes, causes: Readonly<Record<string, number>>): Point[] {
  return Object.entries(causes).map(([cause, value]) => ({
    attributes: { ...attributes, 'error.type': cause },
    value,
  }));
}

/** Attributes of each series. Many receivers drop those of the resource, so these are repeated on the series. */
function commonAttributes({ run, test, environment, instance }: Dimensions): Attributes {
  return {
    'loadline.run': run,
    'loadline.test': test,
    'loadline.environment': environment,
    ...(instance !== undefined && { 'loadline.instance': instance }),
  };
}

function resourceOf(dimensions: Dimensions, version: string): Attributes {
  const { run, test, suite, profile, environment, location, target, instance, system } = dimensions;
  return {
    'service.name': 'loadline',
    'service.version': version,
    'service.instance.id': instance === undefined ? run : `${run}/${instance}`,
    'deployment.environment.name': environment,
    'loadline.run': run,
    'loadline.test': test,
    'loadline.suite': suite,
    'loadline.profile': profile,
    'loadline.target': target,
    ...(location !== undefined && { 'loadline.location': location }),
    ...(system !== undefined && { 'loadline.system': system }),
  };
}

function methodAttributes(protocol: CallHistogram['protocol'], call: string): Attributes {
  if (protocol === 'grpc') return { 'rpc.system.name': 'grpc', 'rpc.method': call };
  const [, method, route] = /^([A-Z]+) (\/.*)$/.exec(call) ?? [];
  return method === undefined ? {} : { 'http.request.method': method, 'url.template': route ?? '' };
}

function serverAttributes(target: string): Attributes {
  const { text, port } = readBaseUrl(target) ?? readHostAndPort(target) ?? {};
  return {
    ...(text !== undefined && { 'server.address': text.replace(/^\[|\]$/g, '') }),
    ...(port !== undefined && { 'server.port': Number(port) }),
  };
}
