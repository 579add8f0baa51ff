import type { CallStats, JourneyStats, StepStats } from '../../core/figures/aggregate';
import { arrivals } from '../../core/figures/arrivals';
import type { JourneySpec, RunSpec } from '../../core/spec/run-spec';
import { evaluate, type Stats } from '../../core/thresholds/evaluate';
import { slowestP95 } from '../../core/thresholds/interpolated';
import type { CallRow } from '../../core/thresholds/k6-thresholds';
import type { Subject, Threshold } from '../../core/thresholds/threshold';
import { Latencies } from './latencies';

const COUNTS = [
  'count',
  'failed',
  'repaired',
  'bytes',
  'sized',
  'unsized',
  'streams',
  'messages',
  'dropped',
] as const;
const SERIES = ['duration', 'firstMessage', 'longestGap', 'response', 'delay'] as const;

/** Counts and durations of one call in one phase, or of one journey. */
export class Tally {
  count = 0;
  failed = 0;
  readonly causes: Record<string, number> = {};
  readonly duration = new Latencies();
  /** Only for HTTP calls: total bytes of the replies that tell their length, how many do, and how many do not. */
  bytes = 0;
  sized = 0;
  unsized = 0;
  /** Only for HTTP calls: failed attempts that a retry repaired. */
  repaired = 0;
  /** Only for calls that answer with a stream. */
  streams = 0;
  messages = 0;
  readonly firstMessage = new Latencies();
  readonly longestGap = new Latencies();
  /** Only for journeys. */
  readonly response = new Latencies();
  readonly delay = new Latencies();
  dropped = 0;

  /** Adds the counts and durations of another tally. */
  merge(other: Tally): void {
    for (const name of COUNTS) this[name] += other[name];
    for (const name of SERIES) this[name].merge(other[name]);
    for (const [cause, count] of Object.entries(other.causes)) {
      this.causes[cause] = (this.causes[cause] ?? 0) + count;
    }
  }

  callStats(
    { call, phase, isStream }: CallRow,
    percents: readonly number[],
    hasHistogram: boolean,
  ): CallStats {
    const duration = this.duration.times(percents);
    const firstMessage = this.firstMessage.times(percents);
    const longestGap = this.longestGap.times(percents);
    return {
      call,
      phase,
      count: this.count,
      failed: this.failed,
      causes: this.causes,
      ...(duration && { duration, ...(hasHistogram && { histogram: this.duration.distribution() }) }),
      ...(this.repaired > 0 && { repaired: this.repaired }),
      ...(this.sized > 0 && this.unsized === 0 && { meanBytes: this.bytes / this.sized }),
      ...(isStream && {
        stream: {
          count: this.streams,
          messages: this.messages,
          ...(firstMessage && { firstMessage }),
          ...(longestGap && { longestGap }),
        },
      }),
    };
  }

  journeyStats(journey: JourneySpec, percents: readonly number[]): JourneyStats {
    const { dropped } = this;
    const duration = this.duration.times(percents);
    const response = this.response.times(percents);
    const delay = this.delay.times(percents);
    return {
      journey: journey.name,
      ...arrivals(journey, { started: this.delay.count, done: this.count, dropped }, delay),
      failed: this.failed,
      causes: this.causes,
      ...(duration && { duration }),
      ...(response && { response }),
      ...(delay && { delay }),
    };
  }
}

/** Tallies by name. Each is made on first use. */
export class Tallies {
  private readonly byKey = new Map<string, Tally>();

  of(...key: readonly string[]): Tally {
    const name = key.join(' ');
    let tally = this.byKey.get(name);
    if (!tally) {
      tally = new Tally();
      this.byKey.set(name, tally);
    }
    return tally;
  }

  /** Adds the tallies of others to those of the same name. */
  merge(others: Tallies): void {
    for (const [name, tally] of others.byKey) this.of(name).merge(tally);
  }
}

/** Figures of one load step, from the tallies of its calls and journeys. */
export function stepStats(
  { number, users, offered }: RunSpec['steps'][number],
  tallies: Tallies,
  { thresholds, journeys: planned }: RunSpec,
): StepStats {
  const journeys = planned.map(({ name }) => tallies.of('journey', name, String(number)));
  const responses = journeys.flatMap(({ response }) => response.times() ?? []);
  const sum = (pick: (tally: Tally) => number) => journeys.reduce((total, tally) => total + pick(tally), 0);
  return {
    number,
    users,
    offered,
    done: sum(({ count }) => count),
    failed: sum(({ failed }) => failed),
    ...slowestP95(responses),
    broken: thresholds
      .filter((threshold) => isBroken(threshold, tallies, String(number)))
      .map(({ id }) => id),
  };
}

/** Whether a threshold is broken within one step. With too few samples in the step it is not. */
function isBroken(threshold: Threshold, tallies: Tallies, step: string): boolean {
  const { level, subject } = threshold;
  if (level !== 'fail' || subject.of === 'run') return false;
  return evaluate(threshold, statsIn(tallyOf(subject, tallies, step), threshold)).outcome === 'broken';
}

function tallyOf(subject: Exclude<Subject, { of: 'run' }>, tallies: Tallies, step: string): Tally {
  if (subject.of === 'call') return tallies.of('call', subject.call, step);
  if (subject.of === 'journey') return tallies.of('journey', subject.journey, step);
  return tallies.of('custom', subject.metric, step);
}

function statsIn(tally: Tally, { subject, stat }: Threshold): Stats {
  const { measure } = subject;
  if (measure === 'failed' || measure === 'rate') return { count: tally.count, failed: tally.failed };
  if (measure === 'messages') return { count: tally.streams, messages: tally.messages };
  const times = tally[measure].times(/^p\d/.test(stat) ? [Number(stat.slice(1))] : []);
  return { count: times?.count ?? 0, times };
}
