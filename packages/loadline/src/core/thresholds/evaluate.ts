import { type Aggregate, callStats, type Times, timesOf } from '../figures/aggregate';
import type { ObservedSubject, Subject, Threshold } from './threshold';

/** Outcome of a threshold. `not judged`: there are too few samples to judge by. `no data`: there is no sample. */
export type Outcome = 'held' | 'broken' | 'not judged' | 'no data';

/**
 * The figures that a threshold is evaluated on. They come from k6's summary or from samples, and cover a whole run, one
 * step, or the time up to now.
 */
export interface Stats {
  /** Number of samples: of times, of attempts, or of streams. */
  readonly count: number;
  readonly failed?: number;
  /** Number of messages of all streams. */
  readonly messages?: number;
  readonly times?: Times | undefined;
  /** Length in ms by which a rate is calculated. */
  readonly lengthMs?: number;
  /** Number of samples if every iteration that came to its end had measured one. */
  readonly expected?: number;
  /** Whether these are figures of an observed series. When it has none, its thresholds are not judged. */
  readonly isObserved?: true;
}

/** A threshold without what it bounds. */
type Bounding = Omit<Threshold, 'subject'>;

/** The result of evaluating a threshold on figures. */
export interface Evaluation {
  readonly outcome: Outcome;
  /** In ms, as a share of 1, per second, or per stream. Absent without data. */
  readonly measured?: number;
  readonly samples: number;
  /** Number of samples below which the threshold is not judged. */
  readonly needed: number;
  /** Number of samples that there should be. Present only when so many are missing that the threshold is not judged. */
  readonly expected?: number;
}

/** When more than this share of the expected samples is missing, the figures are those of the survivors only. */
const MOST_MISSING = 0.1;

/** Evaluates a threshold. This is the only place where a figure is compared with a bound. */
export function evaluate(threshold: Bounding, stats: Stats): Evaluation {
  const needed = samplesNeeded(threshold);
  const samples = stats.count;
  const measured = samples > 0 ? figureOf(threshold.stat, stats) : undefined;
  if (measured === undefined)
    return { outcome: stats.isObserved ? 'not judged' : 'no data', samples, needed };
  const seen = { measured, samples, needed };
  if (areSurvivors(stats)) return { outcome: 'not judged', ...seen, expected: stats.expected ?? 0 };
  if (samples < needed) return { outcome: 'not judged', ...seen };
  return { outcome: isWithin(threshold, measured) ? 'held' : 'broken', ...seen };
}

/** Whether so many samples are missing that the figures cover only the iterations that went well. */
export function areSurvivors({ count, expected = 0 }: Stats): boolean {
  return expected - count > MOST_MISSING * expected;
}

/** Whether a figure is within a bound. A figure that equals the bound is within it. */
export function isWithin({ op, bound }: Pick<Threshold, 'op' | 'bound'>, measured: number): boolean {
  return op === '<=' ? measured <= bound : measured >= bound;
}

function figureOf(stat: string, { count, failed, messages, times, lengthMs }: Stats): number | undefined {
  if (stat === 'share') return failed === undefined ? undefined : failed / count;
  if (stat === 'perStream') return messages === undefined ? undefined : messages / count;
  if (stat === 'rate') return lengthMs ? count / (lengthMs / 1_000) : undefined;
  if (!times) return undefined;
  if (stat === 'avg' || stat === 'med' || stat === 'min' || stat === 'max') return times[stat];
  return times.percentiles[stat];
}

/** Figures of a subject that never happened. */
const NONE: Stats = { count: 0 };

/** Finds the figures of a threshold's subject in an aggregate. */
export function statsOf(subject: Subject | ObservedSubject, aggregate: Aggregate): Stats {
  if (subject.of === 'observed') return observedStats(subject.series, aggregate);
  if (subject.of === 'run') {
    const load = aggregate.calls.filter(({ phase }) => phase === 'load');
    return {
      count: load.reduce((sum, { count }) => sum + count, 0),
      failed: load.reduce((sum, { failed }) => sum + failed, 0),
      lengthMs: aggregate.loadMs,
    };
  }
  if (subject.of === 'journey') {
    const stats = aggregate.journeys.find(({ journey }) => journey === subject.journey);
    if (!stats) return NONE;
    const times = subject.measure === 'response' ? stats.response : stats.duration;
    return { count: stats.done, failed: stats.failed, times };
  }
  if (subject.of === 'metric') {
    const times = timesOf(aggregate, subject.metric);
    return { count: times?.count ?? 0, times, ...(times?.expected && { expected: times.expected }) };
  }
  const stats = callStats(aggregate, subject.call, 'load');
  if (!stats) return NONE;
  if (subject.measure === 'failed') return { count: stats.count, failed: stats.failed };
  if (subject.measure === 'messages') {
    const { count = 0, messages = 0 } = stats.stream ?? {};
    return { count, messages };
  }
  const { measure } = subject;
  const times = measure === 'duration' ? stats.duration : stats.stream?.[measure];
  return { count: times?.count ?? 0, times };
}

function observedStats(series: string, { observed = [] }: Aggregate): Stats {
  const { figures, expected } = observed.find(({ name }) => name === series) ?? {};
  return { count: figures?.count ?? 0, times: figures, isObserved: true, ...(expected && { expected }) };
}

/** Allows for the rounding of `100 / (100 - q)`: 1000.0000000000568 for p99.9. */
const TOLERANCE = 1e-6;

/**
 * Number of samples that a threshold needs to be judged: `minSamples` of its file, or a default by its figure. A quantile q
 * needs 1 / (1 - q) samples, because then one sample is expected above it: p95 20, p99 100, p99.9 1,000. `med` is `p50` and
 * needs 2. A mean (of times, or of messages per stream), a share, a rate and the extremes need 1.
 */
export function samplesNeeded({ stat, minSamples }: Pick<Threshold, 'stat' | 'minSamples'>): number {
  return minSamples ?? samplesBehind(stat);
}

/**
 * Number of samples below which a quantile is not distinguishable from the largest sample. 1 for figures that are not
 * quantiles.
 */
export function samplesBehind(stat: string): number {
  const percent = stat === 'med' ? 50 : Number(/^p(\d.*)$/.exec(stat)?.[1] ?? 0);
  // p0 and p100 are the extremes, not quantiles.
  if (percent <= 0 || percent >= 100) return 1;
  return Math.ceil(100 / (100 - percent) - TOLERANCE);
}
