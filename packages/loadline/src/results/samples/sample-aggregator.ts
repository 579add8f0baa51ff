import type { Aggregate, SecondStats } from '../../core/figures/aggregate';
import { withExpected } from '../../core/figures/expected';
import type { FailureExample } from '../../core/figures/failure-line';
import { LAG_PERIOD_MS } from '../../core/figures/lag-period';
import { METRIC, type Phase } from '../../core/names';
import type { MetricKind, RunSpec } from '../../core/spec/run-spec';
import { WARM_UP_SCENARIO } from '../../core/spec/warm-up';
import type { Beside } from '../../core/verdict/beside';
import { ProbeTally } from '../../core/verdict/probe-matrix';
import { FailureWatch } from '../failure-facts';
import { BesideTally } from './beside-tally';
import { type CallHistogram, Part } from './part';
import type { SampleFile, SampleFileEnd } from './read-samples';
import { callHandler, journeyHandler, ownHandler, type Tags, together } from './sample-handlers';
import type { SampleHandler, SeriesResolver } from './sample-scanner';
import { Seconds } from './seconds';
import { SlowCalls } from './slow-calls';
import { stepStats, Tallies } from './tally';
import { TimeWindows } from './time-windows';

const US_PER_MS = 1000;

/** One instance whose samples are being read. */
export interface InstanceSamples {
  readonly resolve: SeriesResolver;
  /** Number of measurements of the generator's lag so far. */
  readonly lagSamples: () => number;
  /** When its load began according to its samples, in ms since the epoch. Undefined before that. */
  readonly beganAtMs: () => number | undefined;
  /** What no figure holds. */
  readonly beside: () => Beside;
  /** Figures of this instance alone, for the whole load. */
  readonly figures: () => Aggregate;
}

/** All samples of a run that has ended. */
export interface WholeSamples {
  /** The samples of each instance, by its number. */
  readonly parts: ReadonlyMap<number, { readonly file: SampleFileEnd; readonly samples: InstanceSamples }>;
  /** The aggregate of all instances. @param examples error texts of failures */
  aggregate(examples: readonly FailureExample[]): Aggregate;
}

type SecondOf = (us: number) => number;

/** Makes the aggregate of a run from the samples of all its instances, while k6 writes them or later from their files. */
export class SampleAggregator {
  private readonly instances: { readonly number: number; readonly samples: InstanceSamples }[] = [];
  private readonly failures: FailureWatch;
  private readonly slow: SlowCalls | undefined;
  private readonly steps = new Tallies();
  private readonly seconds = new Seconds();
  private readonly windows: TimeWindows;
  private readonly probes = new ProbeTally();
  private readonly parts: Part[] = [];
  #system: string | undefined;
  /** When the load of each instance began, in µs since the epoch. Undefined while that is unknown. */
  private readonly starts: (() => number | undefined)[] = [];

  constructor(private readonly spec: RunSpec) {
    this.windows = new TimeWindows(spec.loadMs);
    this.failures = new FailureWatch(spec);
    this.slow = spec.trace && new SlowCalls(spec.trace);
  }

  /**
   * Adds the sample file of one instance. Add the files of all instances before the first one is read.
   * @param number of the instance
   * @param lateMs how much later than the first instance this one began its load, in ms
   */
  file(number: number, path: string, lateMs = 0): SampleFile {
    const samples = this.instance(lateMs);
    this.instances.push({ number, samples });
    return { path, resolve: samples.resolve, loadMs: this.spec.loadMs };
  }

  /**
   * Adds an instance. The start of its load comes from its samples: from the first measurement of the generator's lag, or,
   * if an iteration is seen before that, from the time at which the iteration was due.
   */
  instance(lateMs = 0): InstanceSamples {
    const part = new Part();
    const beside = new BesideTally(this.spec);
    this.parts.push(part);
    let lagSamples = 0;
    let beganAtUs: number | undefined;
    let firstDueUs: number | undefined;
    this.starts.push(() => beganAtUs ?? firstDueUs);
    const looked: SampleHandler = (us, lagMs) => {
      beganAtUs ??= us - (LAG_PERIOD_MS + lagMs) * US_PER_MS;
      lagSamples += 1;
    };
    const lateS = lateMs / 1000;
    const elapsedS = (us: number) => Math.max(0, (us - (beganAtUs ?? firstDueUs ?? us)) / 1e6 + lateS);
    const second = (us: number) => Math.floor(elapsedS(us));
    const resolve: SeriesResolver = (metric, tags) => {
      this.#system ??= tags.system;
      const isWarmUp = tags.scenario === WARM_UP_SCENARIO && metric !== METRIC.scriptErrors;
      if (isWarmUp) return this.ofWarmUp(part, metric, tags);
      const own = this.spec.metrics.kinds[metric];
      if (own) return this.ofSuite(part, metric, own, tags);
      const besideFigures = beside.takes(metric, tags);
      if (besideFigures) return besideFigures;
      const probe = this.probes.takes(metric, tags);
      if (probe) return (_us, value) => probe(value);
      // Metrics of the whole run come first: k6 adds the tags of the journey in which a sample was taken.
      const ofRun = this.ofRun(part, metric, second);
      if (ofRun) return metric === METRIC.generatorLag ? together(looked, ofRun) : ofRun;
      if (tags.call !== undefined) return this.ofCall(part, metric, tags.call, tags, second);
      // k6 tags dropped iterations with the scenario's name only, not with the scenario's own tags.
      const journey = metric === METRIC.dropped ? tags.scenario : tags.journey;
      if (journey === undefined) return undefined;
      const handle = this.ofJourney(part, metric, journey, tags, elapsedS);
      if (metric !== METRIC.scheduleDelay) return handle;
      return together((us, delayMs) => (firstDueUs ??= us - delayMs * US_PER_MS), handle);
    };
    return {
      resolve: this.failures.watching(resolve),
      lagSamples: () => lagSamples,
      beganAtMs: () => (beganAtUs === undefined ? undefined : beganAtUs / US_PER_MS),
      beside: () => beside.result,
      figures: () => part.figures(this.spec),
    };
  }

  /**
   * Notes how far all files have been read.
   * @param earliestUs earliest time that further samples can have, in µs since the epoch
   */
  readonly progress = (earliestUs: number): void => {
    const starts = this.starts.map((start) => start() ?? earliestUs);
    this.seconds.progress(Math.floor((earliestUs - Math.max(...starts)) / 1e6));
  };

  /** Ends the collection: no samples can be added after it. @param ends of the files, in the order of the instances */
  whole(ends: readonly SampleFileEnd[]): WholeSamples {
    const parts = this.instances.flatMap(({ number, samples }, index) => {
      const file = ends[index];
      return file ? [[number, { file, samples }] as const] : [];
    });
    return { parts: new Map(parts), aggregate: (examples) => this.aggregate(examples) };
  }

  /** The aggregate of all samples. No samples can be added after it. @param examples error texts of failures */
  aggregate(examples: readonly FailureExample[] = []): Aggregate {
    const { steps, cleanUp, journeys } = this.spec;
    const whole = Part.merged(this.parts);
    const loadCalls = whole.loadCalls(this.spec);
    const probes = this.probes.results(this.spec);
    const aggregate: Aggregate = {
      ...whole.figures(this.spec, true),
      ...(steps.length > 0 && { steps: steps.map((step) => stepStats(step, this.steps, this.spec)) }),
      ...(probes.length > 0 && { probes }),
      ...(cleanUp && { cleanUp }),
      ...(this.slow && { slowCalls: this.slow.all }),
    };
    const seconds = this.seconds.stats(journeys);
    const windows = this.windows.stats();
    return this.failures.addTo(
      {
        ...withExpected(aggregate, journeys),
        ...(loadCalls && { loadCalls }),
        seconds,
        ...(windows && { windows }),
      },
      examples,
    );
  }

  /** The counts and times read so far. @param examples error texts: then each cause has its times, an example and a trace */
  figures(examples?: readonly FailureExample[]): Aggregate {
    const figures = withExpected(Part.merged(this.parts).figures(this.spec), this.spec.journeys);
    return examples ? this.failures.addTo(figures, examples) : figures;
  }

  /** The durations of each call read so far, in buckets. @param boundsMs upper bounds of the buckets, ascending */
  histograms(boundsMs: readonly number[]): CallHistogram[] {
    return Part.merged(this.parts).histograms(this.spec, boundsMs);
  }

  /** Name and version of the tested system, from a tag of the samples. Undefined: no sample has had the tag so far. */
  get system(): string | undefined {
    return this.#system;
  }

  /** The seconds of the load for which no more samples can arrive, without the number of due iterations. */
  course(): SecondStats[] {
    return this.seconds.closedStats();
  }

  private ofCall(
    { tallies }: Part,
    metric: string,
    call: string,
    tags: Tags,
    second: SecondOf,
  ): SampleHandler | undefined {
    const phase = (tags.phase ?? 'load') as Phase;
    const isLoad = phase === 'load';
    const handle = callHandler(metric, tallies.of('call', call, phase), tags);
    const inStep =
      isLoad && tags.step !== undefined
        ? callHandler(metric, this.steps.of('call', call, tags.step), tags)
        : undefined;
    if (!handle) return undefined;
    const bySecond =
      isLoad && metric === METRIC.callDuration
        ? together((us, ms) => {
            this.seconds.call(second(us), call, ms);
            this.windows.call(second(us), call, ms);
          }, this.slow?.watching(call))
        : isLoad && metric === METRIC.callFailed
          ? (us: number, isFailed: number) => {
              if (isFailed <= 0) return;
              this.seconds.callFailed(second(us), call);
              this.windows.callFailed(second(us), call);
            }
          : isLoad && metric === METRIC.callFailures
            ? this.failedBy('causes', tags, second)
            : undefined;
    return together(handle, inStep, bySecond);
  }

  private ofJourney(
    { tallies }: Part,
    metric: string,
    journey: string,
    tags: Tags,
    elapsedS: SecondOf,
  ): SampleHandler | undefined {
    const second = (us: number) => Math.floor(elapsedS(us));
    const handle = journeyHandler(metric, tallies.of('journey', journey), tags);
    if (!handle) return undefined;
    const inStep =
      tags.step === undefined
        ? undefined
        : journeyHandler(metric, this.steps.of('journey', journey, tags.step), tags);
    const bySecond: Partial<Record<string, SampleHandler>> = {
      [METRIC.scheduleDelay]: (us, ms) => this.seconds.started(second(us), ms),
      [METRIC.journeyFailed]: (us) => this.seconds.ended(second(us)),
      [METRIC.journeyFailures]: this.failedBy('iterationCauses', tags, second),
      [METRIC.journeyDuration]: (us, ms) => this.seconds.ran(elapsedS(us), ms),
      [METRIC.dropped]: (us, count) => this.seconds.dropped(second(us), count),
    };
    return together(handle, inStep, bySecond[metric]);
  }

  /** Handler that adds failures to their seconds. */
  private failedBy(
    of: 'causes' | 'iterationCauses',
    { cause = 'UNKNOWN' }: Tags,
    second: SecondOf,
  ): SampleHandler {
    return (us, count) => this.seconds.failedBy(second(us), of, cause, count);
  }

  /** Handler for one of the suite's own metrics. */
  private ofSuite({ tallies }: Part, metric: string, kind: MetricKind, { step }: Tags): SampleHandler {
    const handle = ownHandler(kind, tallies.of('custom', metric));
    const inStep = step === undefined ? undefined : ownHandler(kind, this.steps.of('custom', metric, step));
    return together(handle, inStep);
  }

  /** No figure of the load contains the warm-up, but a script error in it counts. */
  private ofWarmUp({ warmUp }: Part, metric: string, { cause }: Tags): SampleHandler | undefined {
    if (metric === METRIC.warmUpStarted)
      return (_us, count) => {
        warmUp.started += count;
      };
    if (metric !== METRIC.warmUpFailed) return undefined;
    return (_us, isFailed) => {
      warmUp.ended += 1;
      warmUp.failed += isFailed;
      if (cause !== undefined) warmUp.cause ??= cause;
    };
  }

  private ofRun({ lag, counters }: Part, metric: string, second: SecondOf): SampleHandler | undefined {
    const handlers: Partial<Record<string, SampleHandler>> = {
      [METRIC.generatorLag]: (_us, ms) => lag.add(ms),
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
