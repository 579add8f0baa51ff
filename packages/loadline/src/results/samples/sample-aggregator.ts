import type { Aggregate } from '../../core/figures/aggregate';
import { withExpected } from '../../core/figures/expected';
import { METRIC, type Phase } from '../../core/names';
import type { MetricKind, RunSpec } from '../../core/spec/run-spec';
import { ProbeTally } from '../../core/verdict/probe-matrix';
import { Part } from './part';
import { callHandler, journeyHandler, ownHandler, type Tags, together } from './sample-handlers';
import type { SampleHandler, SeriesResolver } from './sample-scanner';
import { Seconds } from './seconds';
import { stepStats, Tallies } from './tally';
import { TimeWindows } from './time-windows';

const US_PER_MS = 1000;
/** A virtual user looks at the generator this long after the start of the load for the first time, and then anew. */
const LAG_PERIOD_MS = 50;

/** One instance while its samples are read. */
export interface InstanceSamples {
  readonly resolve: SeriesResolver;
  /** How often its generator was looked at up to now. */
  readonly lagSamples: () => number;
  /** When its load began by its own samples, in ms since the epoch; undefined when it has not. */
  readonly beganAtMs: () => number | undefined;
  /** Its own figures, of the whole load only. */
  readonly figures: () => Aggregate;
}

type SecondOf = (us: number) => number;

/** Makes the aggregate of a run from the samples of all its instances. */
export class SampleAggregator {
  private readonly steps = new Tallies();
  private readonly seconds = new Seconds();
  private readonly windows: TimeWindows;
  private readonly probes = new ProbeTally();
  private readonly parts: Part[] = [];
  /** When the load of each instance began, in µs; undefined while that is unknown. */
  private readonly starts: (() => number | undefined)[] = [];

  constructor(private readonly spec: RunSpec) {
    this.windows = new TimeWindows(spec.loadMs);
  }

  /**
   * Takes the samples of one instance. When its load began, they tell themselves: by the first look at its generator, or
   * where an iteration was seen before that, by when that was due.
   */
  instance(): InstanceSamples {
    const part = new Part();
    this.parts.push(part);
    let lagSamples = 0;
    let beganAtUs: number | undefined;
    let firstDueUs: number | undefined;
    this.starts.push(() => beganAtUs ?? firstDueUs);
    const looked: SampleHandler = (us, lagMs) => {
      beganAtUs ??= us - (LAG_PERIOD_MS + lagMs) * US_PER_MS;
      lagSamples += 1;
    };
    const elapsedS = (us: number) => Math.max(0, (us - (beganAtUs ?? firstDueUs ?? us)) / 1e6);
    const second = (us: number) => Math.floor(elapsedS(us));
    const resolve: SeriesResolver = (metric, tags) => {
      const own = this.spec.metrics.kinds[metric];
      if (own) return this.ofSuite(part, metric, own, tags);
      const probe = this.probes.takes(metric, tags);
      if (probe) return (_us, value) => probe(value);
      // Of the whole run, wherever it was taken: k6 adds the tags of the journey that a sample was taken in.
      const ofRun = this.ofRun(part, metric, second);
      if (ofRun) return metric === METRIC.generatorLag ? together(looked, ofRun) : ofRun;
      if (tags.call !== undefined) return this.ofCall(part, metric, tags.call, tags, second);
      // Of the tags of a scenario, k6 gives dropped arrivals its name only.
      const journey = metric === METRIC.dropped ? tags.scenario : tags.journey;
      if (journey === undefined) return undefined;
      const handle = this.ofJourney(part, metric, journey, tags, elapsedS);
      if (metric !== METRIC.scheduleDelay) return handle;
      return together((us, delayMs) => (firstDueUs ??= us - delayMs * US_PER_MS), handle);
    };
    return {
      resolve,
      lagSamples: () => lagSamples,
      beganAtMs: () => (beganAtUs === undefined ? undefined : beganAtUs / US_PER_MS),
      figures: () => part.figures(this.spec),
    };
  }

  /** @param earliestUs that samples can still come for, in µs since the epoch */
  progress(earliestUs: number): void {
    const starts = this.starts.map((start) => start() ?? earliestUs);
    this.seconds.progress(Math.floor((earliestUs - Math.max(...starts)) / 1e6));
  }

  /** Everything; nothing can be added after it. */
  aggregate(): Aggregate {
    const { calls, steps, cleanUp, journeys } = this.spec;
    const whole = Part.merged(this.parts);
    const loadCalls = whole.loadCalls(this.spec);
    const probes = this.probes.results(calls.map(({ call }) => call));
    const aggregate: Aggregate = {
      ...whole.figures(this.spec, true),
      ...(steps.length > 0 && { steps: steps.map((step) => stepStats(step, this.steps, this.spec)) }),
      ...(probes.length > 0 && { probes }),
      ...(cleanUp && { cleanUp }),
    };
    const seconds = this.seconds.stats(journeys);
    const windows = this.windows.stats();
    return {
      ...withExpected(aggregate, journeys),
      ...(loadCalls && { loadCalls }),
      seconds,
      ...(windows && { windows }),
    };
  }

  /** What has been read up to now: counts and times, which thresholds are held against. */
  figures(): Aggregate {
    return withExpected(Part.merged(this.parts).figures(this.spec), this.spec.journeys);
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
        ? (us: number, ms: number) => {
            this.seconds.call(second(us), call, ms);
            this.windows.call(second(us), call, ms);
          }
        : isLoad && metric === METRIC.callFailed
          ? (us: number, isFailed: number) => {
              if (isFailed <= 0) return;
              this.seconds.callFailed(second(us), call);
              this.windows.callFailed(second(us), call);
            }
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
      [METRIC.journeyDuration]: (us, ms) => this.seconds.ran(elapsedS(us), ms),
      [METRIC.dropped]: (us, count) => this.seconds.dropped(second(us), count),
    };
    return together(handle, inStep, bySecond[metric]);
  }

  /** A metric of the suite's own. */
  private ofSuite({ tallies }: Part, metric: string, kind: MetricKind, { step }: Tags): SampleHandler {
    const handle = ownHandler(kind, tallies.of('custom', metric));
    const inStep = step === undefined ? undefined : ownHandler(kind, this.steps.of('custom', metric, step));
    return together(handle, inStep);
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
