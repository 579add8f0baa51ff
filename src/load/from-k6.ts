import type { Aggregate, CallStats, JourneyStats, Times } from './aggregate';
import { CAUSES, METRIC, selector } from './names';
import { plannedPasses, type Schedule } from './schedule';
import type { CallRow } from './thresholds';

/** The part of what k6 hands to `handleSummary` that is read here. */
export interface K6Summary {
  readonly metrics: Readonly<Record<string, K6Metric>>;
}

/** One metric or sub-metric: figures by name (`p(95)`, `count`, `passes` …) and whether each threshold held. */
export interface K6Metric {
  readonly values: Readonly<Record<string, number>>;
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
}

/**
 * k6's end-of-run figures as an aggregate.
 * @param calls the rows to read; needs the thresholds of `summaryRows` for the same rows
 */
export function aggregateFromK6(
  { metrics }: K6Summary,
  calls: readonly CallRow[],
  schedules: Readonly<Record<string, Schedule>>,
  loadMs: number,
): Aggregate {
  const read = new SummaryReader(metrics);
  // A sign-in belongs to set-up; in the load it shows only when a session was renewed.
  const isLoad = (call: string, phase: string) =>
    phase === 'load' && !calls.some((row) => row.call === call && row.phase === 'setup');
  return {
    loadMs,
    calls: calls
      .map((row) => read.call(row))
      .filter(({ count, call, phase }) => count > 0 || isLoad(call, phase)),
    journeys: Object.entries(schedules).map(([journey, schedule]) =>
      read.journey(journey, plannedPasses(schedule)),
    ),
    scriptErrors: read.count(METRIC.scriptErrors),
    sessionsRenewed: read.count(METRIC.sessionsRenewed),
    retries: read.count(METRIC.retries),
    recordsLeft: read.count(METRIC.recordsLeft),
  };
}

/** The figures a Trend needs in `summaryTrendStats`, besides those of the limits (`p97.5`). */
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

  call({ call, phase, isStream }: CallRow): CallStats {
    const tags = { call, phase };
    const duration = this.times(selector(METRIC.callDuration, tags));
    const firstMessage = this.times(selector(METRIC.streamFirstMessage, tags));
    const messages = this.count(selector(METRIC.streamMessages, tags));
    return {
      call,
      phase,
      count: this.count(selector(METRIC.calls, tags)),
      failed: this.value(selector(METRIC.callFailed, tags), 'passes'),
      causes: this.causes(METRIC.callFailures, tags),
      ...(duration && { duration }),
      ...(isStream && { stream: { messages, ...(firstMessage && { firstMessage }) } }),
    };
  }

  journey(journey: string, planned: JourneyStats['planned']): JourneyStats {
    const duration = this.times(selector(METRIC.journeyDuration, { journey }));
    const response = this.times(selector(METRIC.journeyResponse, { journey }));
    const delay = this.times(selector(METRIC.scheduleDelay, { journey }));
    return {
      journey,
      planned,
      started: delay?.count ?? 0,
      done: this.count(selector(METRIC.journeys, { journey })),
      dropped: this.count(selector(METRIC.dropped, { journey })),
      failed: this.value(selector(METRIC.journeyFailed, { journey }), 'passes'),
      causes: this.causes(METRIC.journeyFailures, { journey }),
      ...(duration && { duration }),
      ...(response && { response }),
      ...(delay && { delay }),
    };
  }

  count(key: string): number {
    return this.value(key, 'count');
  }

  private value(key: string, stat: string): number {
    return this.metrics[key]?.values[stat] ?? 0;
  }

  private causes(metric: string, tags: Record<string, string>): Record<string, number> {
    const counts = CAUSES.map((cause) => [cause, this.count(selector(metric, { ...tags, cause }))] as const);
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  private times(key: string): Times | undefined {
    const values = this.metrics[key]?.values;
    if (!values?.count) return undefined;
    const { count, min = 0, avg = 0, med = 0, max = 0 } = values;
    const percentiles: Record<string, number> = {};
    for (const [stat, value] of Object.entries(values)) {
      const digits = /^p\((.+)\)$/.exec(stat)?.[1];
      if (digits !== undefined) percentiles[`p${digits}`] = value;
    }
    return { count, min, avg, med, max, percentiles };
  }
}
