import type { Aggregate } from '../../../load/aggregate';
import { withExpected } from '../../../load/expected';
import type { CustomKind, RunShape } from '../../../load/from-k6';
import { percentilesOf } from '../../../load/limits';
import { METRIC, type Phase } from '../../../load/names';
import { ProbeTally } from '../../../load/probe-matrix';
import type { Schedule } from '../../../load/schedule';
import { Latencies } from './latencies';
import type { SampleHandler, SeriesResolver } from './sample-scanner';
import { Seconds } from './seconds';
import { stepStats, Tallies, type Tally } from './tally';

/** One instance while its samples are read. */
export interface InstanceSamples {
  readonly resolve: SeriesResolver;
  /** How often its generator was looked at up to now. */
  readonly lagSamples: () => number;
}

type Tags = Readonly<Record<string, string>>;

/** Makes the aggregate of a run from the samples of all its instances. */
export class SampleAggregator {
  private readonly tallies = new Tallies();
  private readonly seconds = new Seconds();
  private readonly lag = new Latencies();
  private readonly probes = new ProbeTally();
  private readonly counters = { scriptErrors: 0, sessionsRenewed: 0, retries: 0, recordsLeft: 0, bytes: 0 };
  private readonly starts: { us: number | undefined }[] = [];

  constructor(
    private readonly shape: RunShape,
    private readonly schedules: Readonly<Record<string, Schedule>>,
  ) {}

  /**
   * Takes the samples of one instance.
   * @param startedAtMs start of its load, in ms since the epoch; when unknown, that of its first pass
   */
  instance(startedAtMs?: number): InstanceSamples {
    const start = { us: startedAtMs === undefined ? undefined : startedAtMs * 1000 };
    this.starts.push(start);
    let lagSamples = 0;
    const second = (us: number) => Math.max(0, Math.floor((us - (start.us ?? us)) / 1e6));
    const resolve: SeriesResolver = (metric, tags) => {
      const own = this.shape.custom?.[metric];
      if (own) return this.ofSuite(metric, own, tags);
      const probe = this.probes.takes(metric, tags);
      if (probe) return (_us, value) => probe(value);
      // Of the whole run, wherever it was taken: k6 adds the tags of the journey that a sample was taken in.
      const ofRun = this.ofRun(metric, second);
      if (ofRun) return metric === METRIC.generatorLag ? together(() => (lagSamples += 1), ofRun) : ofRun;
      if (tags.call !== undefined) return this.ofCall(metric, tags.call, tags, second);
      // Of the tags of a scenario, k6 gives dropped arrivals its name only.
      const journey = metric === METRIC.dropped ? tags.scenario : tags.journey;
      if (journey === undefined) return undefined;
      const handle = this.ofJourney(metric, journey, tags, second);
      if (metric !== METRIC.scheduleDelay) return handle;
      return together((us, delayMs) => (start.us ??= us - delayMs * 1000), handle);
    };
    return { resolve, lagSamples: () => lagSamples };
  }

  /** When the first instance began its load, in ms since the epoch; undefined when none did. */
  get beganAtMs(): number | undefined {
    const starts = this.starts.flatMap(({ us }) => us ?? []);
    return starts.length > 0 ? Math.min(...starts) / 1_000 : undefined;
  }

  /** @param earliestUs that samples can still come for, in µs since the epoch */
  progress(earliestUs: number): void {
    const starts = this.starts.map(({ us }) => us ?? earliestUs);
    this.seconds.progress(Math.floor((earliestUs - Math.max(...starts)) / 1e6));
  }

  /** Everything, by second too; nothing can be added after it. */
  aggregate(): Aggregate {
    return { ...this.figures(), seconds: this.seconds.stats(this.schedules) };
  }

  /** What has been read up to now, but by second. */
  figures(): Aggregate {
    const { loadMs, rows, planned, steps, rules } = this.shape;
    const percents = percentilesOf(rules).map((name) => Number(name.slice(1)));
    const isSetup = (call: string) => rows.some((row) => row.call === call && row.phase === 'setup');
    const generatorLag = this.lag.times();
    const probes = this.probes.results(rows.map(({ call }) => call));
    const { bytes, ...counters } = this.counters;
    const aggregate: Aggregate = {
      loadMs,
      calls: rows
        .map(({ call, phase, isStream }) =>
          this.tallies.of('call', call, phase).callStats(call, phase, isStream, percents),
        )
        // A sign-in belongs to set-up; in the load it shows only when a session was renewed.
        .filter(({ count, call, phase }) => count > 0 || (phase === 'load' && !isSetup(call))),
      journeys: Object.entries(planned).map(([journey, passes]) =>
        this.tallies.of('journey', journey).journeyStats(journey, passes, percents),
      ),
      bytesReceived: bytes,
      ...(steps.length > 0 && { steps: steps.map((step) => stepStats(step, this.tallies, this.shape)) }),
      ...(probes.length > 0 && { probes }),
      ...(generatorLag && { generatorLag }),
      ...(this.shape.custom && { custom: this.customStats(this.shape.custom, percents) }),
      ...counters,
      ...(this.shape.cleanUp && { cleanUp: this.shape.cleanUp }),
    };
    return withExpected(aggregate, this.shape.journeyShapes);
  }

  private ofCall(
    metric: string,
    call: string,
    tags: Tags,
    second: (us: number) => number,
  ): SampleHandler | undefined {
    const phase = (tags.phase ?? 'load') as Phase;
    const isLoad = phase === 'load';
    const handle = callHandler(metric, this.tallies.of('call', call, phase), tags);
    const inStep =
      isLoad && tags.step !== undefined
        ? callHandler(metric, this.tallies.of('call', call, tags.step), tags)
        : undefined;
    if (!handle) return undefined;
    const bySecond =
      isLoad && metric === METRIC.callDuration
        ? (us: number, ms: number) => this.seconds.call(second(us), call, ms)
        : isLoad && metric === METRIC.callFailed
          ? (us: number, isFailed: number) => {
              if (isFailed > 0) this.seconds.callFailed(second(us), call);
            }
          : undefined;
    return together(handle, inStep, bySecond);
  }

  private ofJourney(
    metric: string,
    journey: string,
    tags: Tags,
    second: (us: number) => number,
  ): SampleHandler | undefined {
    const handle = journeyHandler(metric, this.tallies.of('journey', journey), tags);
    if (!handle) return undefined;
    const inStep =
      tags.step === undefined
        ? undefined
        : journeyHandler(metric, this.tallies.of('journey', journey, tags.step), tags);
    const bySecond: Partial<Record<string, SampleHandler>> = {
      [METRIC.scheduleDelay]: (us, ms) => this.seconds.started(second(us), ms),
      [METRIC.journeyFailed]: (us) => this.seconds.ended(second(us)),
      [METRIC.dropped]: (us, count) => this.seconds.dropped(second(us), count),
    };
    return together(handle, inStep, bySecond[metric]);
  }

  /** A metric of the suite's own. */
  private ofSuite(metric: string, kind: CustomKind, { step }: Tags): SampleHandler {
    const handle = ownHandler(kind, this.tallies.of('custom', metric));
    const inStep = step === undefined ? undefined : ownHandler(kind, this.tallies.of('custom', metric, step));
    return together(handle, inStep);
  }

  private customStats(
    kinds: NonNullable<RunShape['custom']>,
    percents: readonly number[],
  ): NonNullable<Aggregate['custom']> {
    const entries = Object.entries(kinds).flatMap(([name, kind]) => {
      const tally = this.tallies.of('custom', name);
      const stats = kind === 'times' ? tally.duration.times(percents) : { count: tally.count };
      return stats ? [[name, stats] as const] : [];
    });
    return Object.fromEntries(entries);
  }

  private ofRun(metric: string, second: (us: number) => number): SampleHandler | undefined {
    const { counters } = this;
    const handlers: Partial<Record<string, SampleHandler>> = {
      [METRIC.generatorLag]: (_us, ms) => this.lag.add(ms),
      [METRIC.scriptErrors]: (_us, count) => {
        counters.scriptErrors += count;
      },
      [METRIC.sessionsRenewed]: (_us, count) => {
        counters.sessionsRenewed += count;
      },
      [METRIC.retries]: (_us, count) => {
        counters.retries += count;
      },
      [METRIC.recordsLeft]: (_us, count) => {
        counters.recordsLeft += count;
      },
      data_received: (us, count) => {
        counters.bytes += count;
        this.seconds.bytes(second(us), count);
      },
    };
    return handlers[metric];
  }
}

function ownHandler(kind: CustomKind, tally: Tally): SampleHandler {
  if (kind === 'times') return (_us, ms) => tally.duration.add(ms);
  return (_us, count) => {
    tally.count += count;
  };
}

function callHandler(metric: string, tally: Tally, { cause = 'UNKNOWN' }: Tags): SampleHandler | undefined {
  const handlers: Partial<Record<string, SampleHandler>> = {
    [METRIC.callDuration]: (_us, ms) => tally.duration.add(ms),
    [METRIC.callFailed]: (_us, isFailed) => {
      tally.count += 1;
      tally.failed += isFailed;
    },
    [METRIC.callFailures]: (_us, count) => {
      tally.causes[cause] = (tally.causes[cause] ?? 0) + count;
    },
    [METRIC.callBytes]: (_us, bytes) => {
      tally.bytes += bytes;
      tally.sized += 1;
    },
    [METRIC.callUnsized]: (_us, count) => {
      tally.unsized += count;
    },
    [METRIC.streamFirstMessage]: (_us, ms) => tally.firstMessage.add(ms),
    [METRIC.streamMessages]: (_us, count) => {
      tally.messages += count;
    },
  };
  return handlers[metric];
}

function journeyHandler(
  metric: string,
  tally: Tally,
  { cause = 'UNKNOWN' }: Tags,
): SampleHandler | undefined {
  const handlers: Partial<Record<string, SampleHandler>> = {
    [METRIC.journeyDuration]: (_us, ms) => tally.duration.add(ms),
    [METRIC.journeyResponse]: (_us, ms) => tally.response.add(ms),
    [METRIC.scheduleDelay]: (_us, ms) => tally.delay.add(ms),
    [METRIC.journeyFailed]: (_us, isFailed) => {
      tally.count += 1;
      tally.failed += isFailed;
    },
    [METRIC.journeyFailures]: (_us, count) => {
      tally.causes[cause] = (tally.causes[cause] ?? 0) + count;
    },
    [METRIC.dropped]: (_us, count) => {
      tally.dropped += count;
    },
  };
  return handlers[metric];
}

function together(first: SampleHandler, ...others: (SampleHandler | undefined)[]): SampleHandler {
  const [second, third] = others.filter((handler) => handler !== undefined);
  if (!second) return first;
  if (!third) {
    return (us, value) => {
      first(us, value);
      second(us, value);
    };
  }
  return (us, value) => {
    first(us, value);
    second(us, value);
    third(us, value);
  };
}
