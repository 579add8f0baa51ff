import type { Aggregate, Times } from '../../core/figures/aggregate';
import { isOfLoad, type OwnMetrics, type RunSpec } from '../../core/spec/run-spec';
import type { CallRow } from '../../core/thresholds/k6-thresholds';
import { percentilesOf } from '../../core/thresholds/threshold';
import { Latencies } from './latencies';
import { Tallies } from './tally';

/** Counts that are kept for a whole run, not by call or journey. */
export interface Counters {
  scriptErrors: number;
  sessionsRenewed: number;
  retries: number;
  recordsLeft: number;
  bytes: number;
}

/** The durations of one call since the start of the run, in buckets. */
export interface CallHistogram extends Pick<CallRow, 'call' | 'phase' | 'protocol'> {
  readonly count: number;
  readonly sumMs: number;
  readonly counts: readonly number[];
}

/** Figures of a part of a run, or of the whole run. */
export class Part {
  readonly tallies = new Tallies();
  readonly lag = new Latencies();
  readonly warmUp: { started: number; ended: number; failed: number; cause?: string } = {
    started: 0,
    ended: 0,
    failed: 0,
  };
  readonly counters: Counters = { scriptErrors: 0, sessionsRenewed: 0, retries: 0, recordsLeft: 0, bytes: 0 };

  /** Merges parts into one. A single part is returned as it is, not copied. */
  static merged(parts: readonly Part[]): Part {
    const [only] = parts;
    if (only && parts.length === 1) return only;
    const whole = new Part();
    for (const { tallies, lag, counters, warmUp } of parts) {
      whole.tallies.merge(tallies);
      whole.lag.merge(lag);
      for (const name of ['started', 'ended', 'failed'] as const) whole.warmUp[name] += warmUp[name];
      if (warmUp.cause !== undefined) whole.warmUp.cause ??= warmUp.cause;
      for (const name of Object.keys(counters) as (keyof Counters)[]) whole.counters[name] += counters[name];
    }
    return whole;
  }

  /**
   * The figures as an aggregate. Steps, seconds and probes are known only for a whole run.
   * @param hasHistograms whether to make the distributions of the calls too, which takes longer than all the rest
   */
  figures(spec: RunSpec, hasHistograms = false): Aggregate {
    const { loadMs, calls, journeys, thresholds, metrics } = spec;
    const percents = percentilesOf(thresholds).map((name) => Number(name.slice(1)));
    const generatorLag = this.lag.times();
    const { bytes, ...counters } = this.counters;
    return {
      loadMs,
      calls: calls
        .map((row) => this.tallies.of('call', row.call, row.phase).callStats(row, percents, hasHistograms))
        .filter(({ count, call, phase }) => count > 0 || (phase === 'load' && isOfLoad(call, spec))),
      journeys: journeys.map((journey) =>
        this.tallies.of('journey', journey.name).journeyStats(journey, percents),
      ),
      bytesReceived: bytes,
      ...(this.warmUp.started > 0 && { warmUp: { ...this.warmUp } }),
      ...(generatorLag && { generatorLag }),
      ...(Object.keys(metrics.kinds).length > 0 && { custom: this.customStats(metrics.kinds, percents) }),
      ...counters,
    };
  }

  /** The durations of each call of the spec, in buckets. @param boundsMs see {@link Latencies.countsBetween} */
  histograms({ calls }: RunSpec, boundsMs: readonly number[]): CallHistogram[] {
    return calls.map(({ call, phase, protocol }) => {
      const { duration } = this.tallies.of('call', call, phase);
      const { count, sum } = duration;
      return { call, phase, protocol, count, sumMs: sum, counts: duration.countsBetween(boundsMs) };
    });
  }

  /** Durations of all calls of the load together, defined like those of each call. */
  loadCalls({ calls }: RunSpec): Times | undefined {
    const all = new Latencies();
    for (const { call, phase } of calls) {
      if (phase === 'load') all.merge(this.tallies.of('call', call, phase).duration);
    }
    return all.times();
  }

  private customStats(
    kinds: OwnMetrics['kinds'],
    percents: readonly number[],
  ): NonNullable<Aggregate['custom']> {
    const entries = Object.entries(kinds).flatMap(([name, kind]) => {
      const tally = this.tallies.of('custom', name);
      const stats = kind === 'times' ? tally.duration.times(percents) : { count: tally.count };
      return stats ? [[name, stats] as const] : [];
    });
    return Object.fromEntries(entries);
  }
}
