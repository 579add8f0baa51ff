import type { Aggregate, Times } from '../../core/figures/aggregate';
import { isOfLoad, type OwnMetrics, type RunSpec } from '../../core/spec/run-spec';
import { percentilesOf } from '../../core/thresholds/threshold';
import { Latencies } from './latencies';
import { Tallies } from './tally';

/** Counts of a whole run, wherever in it their samples were taken. */
export interface Counters {
  scriptErrors: number;
  sessionsRenewed: number;
  retries: number;
  recordsLeft: number;
  bytes: number;
}

/** Figures of a part of a run, or of all of it. */
export class Part {
  readonly tallies = new Tallies();
  readonly lag = new Latencies();
  readonly counters: Counters = { scriptErrors: 0, sessionsRenewed: 0, retries: 0, recordsLeft: 0, bytes: 0 };

  /** Several parts as one. With one part it is that part itself, not a copy. */
  static merged(parts: readonly Part[]): Part {
    const [only] = parts;
    if (only && parts.length === 1) return only;
    const whole = new Part();
    for (const { tallies, lag, counters } of parts) {
      whole.tallies.merge(tallies);
      whole.lag.merge(lag);
      for (const name of Object.keys(counters) as (keyof Counters)[]) whole.counters[name] += counters[name];
    }
    return whole;
  }

  /**
   * Its figures as an aggregate; steps, seconds and probes are only known of a whole run.
   * @param hasHistograms whether the distributions of the calls are made too, which takes longer than all the rest
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
      journeys: journeys.map(({ name, planned }) =>
        this.tallies.of('journey', name).journeyStats(name, planned, percents),
      ),
      bytesReceived: bytes,
      ...(generatorLag && { generatorLag }),
      ...(Object.keys(metrics.kinds).length > 0 && { custom: this.customStats(metrics.kinds, percents) }),
      ...counters,
    };
  }

  /** Durations of all calls of the load together: by the same definition as those of each call. */
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
