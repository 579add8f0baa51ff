import { allCauses, METRIC, replies, selector } from '../names';
import { isOfLoad, type JourneySpec, type MetricKind, type RunSpec } from '../spec/run-spec';
import { evaluate, type Stats } from '../thresholds/evaluate';
import { interpolatedByK6, slowestP95 } from '../thresholds/interpolated';
import { type CallRow, droppedOf, selectorOf, stepSelector } from '../thresholds/k6-thresholds';
import type { Threshold } from '../thresholds/threshold';
import { probesFromK6 } from '../verdict/probe-matrix';
import type { Aggregate, CallStats, JourneyStats, StepStats, Times } from './aggregate';
import { arrivals } from './arrivals';
import { withExpected } from './expected';

/** The part of k6's `handleSummary` data that is read here. */
export interface K6Summary {
  readonly metrics: Readonly<Record<string, K6Metric>>;
}

/** One metric or sub-metric: its figures by name (`p(95)`, `count`, `iterations` …), and whether each threshold held. */
export interface K6Metric {
  readonly values: Readonly<Record<string, number>>;
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
}

/** Turns k6's end-of-run figures into an aggregate. */
export function aggregateFromK6({ metrics }: K6Summary, spec: RunSpec): Aggregate {
  const { loadMs, calls, journeys, steps, thresholds, metrics: own, cleanUp } = spec;
  const read = new SummaryReader(metrics);
  const generatorLag = read.times(METRIC.generatorLag);
  const probes = probesFromK6(metrics, spec);
  const aggregate: Aggregate = {
    loadMs,
    calls: calls
      .map((row) => read.call(row))
      .filter(({ count, call, phase }) => count > 0 || (phase === 'load' && isOfLoad(call, spec))),
    journeys: journeys.map((journey) => read.journey(journey)),
    ...(steps.length > 0 && {
      steps: steps.map((step) =>
        read.step(
          step,
          journeys.map(({ name }) => name),
          thresholds,
        ),
      ),
    }),
    ...(probes.length > 0 && { probes }),
    ...(generatorLag && { generatorLag }),
    ...read.warmUp(),
    scriptErrors: read.count(METRIC.scriptErrors),
    sessionsRenewed: read.count(METRIC.sessionsRenewed),
    retries: read.count(METRIC.retries),
    recordsLeft: read.count(METRIC.recordsLeft),
    ...(cleanUp && { cleanUp }),
    ...(Object.keys(own.kinds).length > 0 && { custom: read.custom(own.kinds) }),
  };
  return withExpected(aggregate, journeys);
}

/** Statistics that `summaryTrendStats` needs for every Trend, besides those of the thresholds (such as `p(97.5)`). */
export const TREND_STATS = [
  'count',
  'min',
  'avg',
  'med',
  'max',
  'p(50)',
  'p(90)',
  'p(95)',
  'p(99)',
  'p(99.9)',
];

class SummaryReader {
  constructor(private readonly metrics: K6Summary['metrics']) {}

  call({ call, phase, isStream, protocol }: CallRow): CallStats {
    const tags = { call, phase };
    const count = this.samples(selector(METRIC.callFailed, tags));
    const causes = this.causes(METRIC.callFailures, tags);
    const meanBytes = protocol === 'http' ? this.meanBytes(tags, count, causes) : undefined;
    const repaired = this.count(selector(METRIC.callRepaired, tags));
    const duration = this.times(selector(METRIC.callDuration, tags));
    const firstMessage = this.times(selector(METRIC.streamFirstMessage, tags));
    const longestGap = this.times(selector(METRIC.streamLongestGap, tags));
    const stream = this.messages(selector(METRIC.streamMessages, tags));
    return {
      call,
      phase,
      count,
      failed: this.value(selector(METRIC.callFailed, tags), 'passes'),
      causes,
      ...(duration && { duration }),
      ...(repaired > 0 && { repaired }),
      ...(meanBytes !== undefined && { meanBytes }),
      ...(isStream && {
        stream: { ...stream, ...(firstMessage && { firstMessage }), ...(longestGap && { longestGap }) },
      }),
    };
  }

  warmUp(): Pick<Aggregate, 'warmUp'> {
    const started = this.count(METRIC.warmUpStarted);
    const [failed, good] = [
      this.value(METRIC.warmUpFailed, 'passes'),
      this.value(METRIC.warmUpFailed, 'fails'),
    ];
    return started > 0 ? { warmUp: { started, ended: failed + good, failed } } : {};
  }

  journey(spec: JourneySpec): JourneyStats {
    const { name: journey } = spec;
    const started = this.times(selector(METRIC.scheduleDelay, { journey }))?.count ?? 0;
    const done = this.samples(selector(METRIC.journeyFailed, { journey }));
    const dropped = this.count(droppedOf(journey));
    const duration = this.times(selector(METRIC.journeyDuration, { journey }));
    const response = this.times(selector(METRIC.journeyResponse, { journey }));
    const delay = this.times(selector(METRIC.scheduleDelay, { journey }));
    return {
      journey,
      ...arrivals(spec, { started, done, dropped }, delay),
      failed: this.value(selector(METRIC.journeyFailed, { journey }), 'passes'),
      causes: this.causes(METRIC.journeyFailures, { journey }),
      ...(duration && { duration }),
      ...(response && { response }),
      ...(delay && { delay }),
    };
  }

  step(
    { number, users, offered }: RunSpec['steps'][number],
    journeys: readonly string[],
    thresholds: readonly Threshold[],
  ): StepStats {
    const iterations = journeys.map((journey) =>
      stepSelector(selector(METRIC.journeyFailed, { journey }), number),
    );
    const responses = journeys.flatMap((journey) => {
      const times = this.times(stepSelector(selector(METRIC.journeyResponse, { journey }), number));
      return times ? [times] : [];
    });
    return {
      number,
      users,
      offered,
      done: iterations.reduce((sum, key) => sum + this.samples(key), 0),
      failed: iterations.reduce((sum, key) => sum + this.value(key, 'passes'), 0),
      ...slowestP95(responses),
      broken: thresholds.filter((threshold) => this.isBroken(threshold, number)).map(({ id }) => id),
    };
  }

  /** Leaves out times that have no sample. */
  custom(kinds: Readonly<Record<string, MetricKind>>): NonNullable<Aggregate['custom']> {
    const entries = Object.entries(kinds).flatMap(([name, kind]) => {
      const value = kind === 'times' ? this.times(name) : { count: this.count(name) };
      return value ? [[name, value] as const] : [];
    });
    return Object.fromEntries(entries);
  }

  count(key: string): number {
    return this.value(key, 'count');
  }

  /** Number of samples of a Rate: `passes` counts the samples that are true, here the failures, and `fails` the others. */
  private samples(key: string): number {
    return this.value(key, 'passes') + this.value(key, 'fails');
  }

  /** Whether a threshold was broken within one step. With too few samples in the step it is not broken. */
  private isBroken(threshold: Threshold, step: number): boolean {
    const { level, subject } = threshold;
    if (level !== 'fail' || subject.of === 'run') return false;
    const key = stepSelector(selectorOf(subject), step);
    return evaluate(threshold, this.statsOf(key, threshold)).outcome === 'broken';
  }

  private statsOf(key: string, { stat }: Threshold): Stats {
    if (stat === 'share') return { count: this.samples(key), failed: this.value(key, 'passes') };
    if (stat === 'perStream') return this.messages(key);
    const times = this.times(key);
    return { count: times?.count ?? 0, times };
  }

  /** Streams and their messages. k6's Trend has the mean of the messages by stream, so messages = mean × count. */
  private messages(key: string): { count: number; messages: number } {
    const count = this.count(key);
    return { count, messages: Math.round(this.value(key, 'avg') * count) };
  }

  private value(key: string, stat: string): number {
    return this.metrics[key]?.values[stat] ?? 0;
  }

  /**
   * Mean size of a reply's body. k6 keeps the sum of a Counter but not its number of samples, which is the number of calls
   * that got a reply.
   */
  private meanBytes(
    tags: Record<string, string>,
    count: number,
    causes: Readonly<Record<string, number>>,
  ): number | undefined {
    const sized = replies(count, causes);
    if (sized <= 0 || this.count(selector(METRIC.callUnsized, tags)) > 0) return undefined;
    return this.count(selector(METRIC.callBytes, tags)) / sized;
  }

  private causes(metric: string, tags: Record<string, string>): Record<string, number> {
    const counts = allCauses().map(
      (cause) => [cause, this.count(selector(metric, { ...tags, cause }))] as const,
    );
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  times(key: string): Times | undefined {
    const values = this.metrics[key]?.values;
    if (!values?.count) return undefined;
    const { count, min = 0, avg = 0, med = 0, max = 0 } = values;
    const found = Object.entries(values).flatMap(([stat, value]) => {
      const digits = /^p\((.+)\)$/.exec(stat)?.[1];
      return digits === undefined ? [] : [[digits, value] as const];
    });
    // k6 gives them in another order each time.
    found.sort(([a], [b]) => Number(a) - Number(b));
    const percentiles = Object.fromEntries(found.map(([digits, value]) => [`p${digits}`, value]));
    const times = { count, min, avg, med, max, percentiles };
    const interpolated = interpolatedByK6(times);
    return interpolated.length > 0 ? { ...times, interpolated } : times;
  }
}
