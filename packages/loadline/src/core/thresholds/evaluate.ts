import { type Aggregate, callStats, type Times, timesOf } from '../figures/aggregate';
import type { Subject, Threshold } from './threshold';

/**
 * What came of a threshold. `not judged`: there are samples, but too few to judge by. `no data`: there is none.
 */
export type Outcome = 'held' | 'broken' | 'not judged' | 'no data';

/** What a threshold is held against; filled from k6's summary, from samples, of one step, or while the run goes on. */
export interface Stats {
  /** Samples, attempts of which some failed, or streams. */
  readonly count: number;
  readonly failed?: number;
  /** Messages of all streams. */
  readonly messages?: number;
  readonly times?: Times | undefined;
  /** Length in ms that a rate is taken over. */
  readonly lengthMs?: number;
  /** How many samples there would be if every iteration that came to its end had measured one. */
  readonly expected?: number;
}

/** A threshold held against figures. */
export interface Evaluation {
  readonly outcome: Outcome;
  /** In ms, as a share of 1, per second, or per stream; absent without data. */
  readonly measured?: number;
  readonly samples: number;
  /** Samples without which it is not judged. */
  readonly needed: number;
  /** How many there should be; only where so many are missing that it is not judged. */
  readonly expected?: number;
}

/** More than this share of what should have been measured is missing: what is left are the survivors' figures. */
const MOST_MISSING = 0.1;

/** What a threshold means: the only place where a figure is held against a bound. */
export function evaluate(threshold: Threshold, stats: Stats): Evaluation {
  const needed = samplesNeeded(threshold);
  const samples = stats.count;
  const measured = samples > 0 ? figureOf(threshold.stat, stats) : undefined;
  if (measured === undefined) return { outcome: 'no data', samples, needed };
  const seen = { measured, samples, needed };
  if (areSurvivors(stats)) return { outcome: 'not judged', ...seen, expected: stats.expected ?? 0 };
  if (samples < needed) return { outcome: 'not judged', ...seen };
  return { outcome: isWithin(threshold, measured) ? 'held' : 'broken', ...seen };
}

/** Whether so many samples are missing that the figures are those of the iterations that went well. */
export function areSurvivors({ count, expected = 0 }: Stats): boolean {
  return expected - count > MOST_MISSING * expected;
}

/** Whether a figure is within a bound. A figure that equals it is. */
function isWithin({ op, bound }: Threshold, measured: number): boolean {
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

/** Of a subject that never happened. */
const NONE: Stats = { count: 0 };

/** The figures of what a threshold bounds, in an aggregate. */
export function statsOf(subject: Subject, aggregate: Aggregate): Stats {
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
  const times = subject.measure === 'firstMessage' ? stats.stream?.firstMessage : stats.duration;
  return { count: times?.count ?? 0, times };
}

/** Rounding of `100 / (100 - q)`: 1000.0000000000568 for p99.9. */
const TOLERANCE = 1e-6;

/**
 * How many samples a threshold needs to be judged: `minSamples` of its file, else by its figure. A quantile q needs
 * 1 / (1 - q), as one sample is expected above it then: p95 20, p99 100, p99.9 1,000. `med` is the same figure as `p50`, so
 * it needs 2 like that. A mean (of times, or of messages by stream), a share, a rate and the extremes are what they are from one sample on.
 */
export function samplesNeeded({ stat, minSamples }: Pick<Threshold, 'stat' | 'minSamples'>): number {
  return minSamples ?? samplesBehind(stat);
}

/** How many samples a figure needs before it says something of more than its largest sample; 1 when it is no quantile. */
export function samplesBehind(stat: string): number {
  const percent = stat === 'med' ? 50 : Number(/^p(\d.*)$/.exec(stat)?.[1] ?? 0);
  // p0 and p100 are the extremes.
  if (percent <= 0 || percent >= 100) return 1;
  return Math.ceil(100 / (100 - percent) - TOLERANCE);
}
