import { join } from 'node:path';
import type { Aggregate } from '../../core/figures/aggregate';
import type { RunSpec } from '../../core/spec/run-spec';
import { type Listener, type ListenerEnd, takesMetrics } from '../../core/telemetry/listener';
import { type Problem, throwProblems } from '../../core/text/problem';
import type { Secrets } from '../../core/text/secret-mask';
import { shownLine } from '../../core/text/shown-text';
import { loadBegan } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import type { CallHistogram } from '../../results/samples/part';
import { secretsFor } from '../request-secrets';
import type { StopSwitch } from '../stop-switch';
import type { UserOutput } from '../user-output';
import { checkSink, Delivery, type Pace, USUAL_PACE } from './delivery';
import { itemsOf } from './items';
import {
  BOUNDS_MS,
  EXPONENTIAL_BOUNDS_MS,
  type Metric,
  type MetricSource,
  metricSet,
  nothingYet,
} from './metrics';
import { oldGauges } from './old-gauges';
import { masked, sinkOf, type Variables } from './open-sink';
import { DiskQueue } from './queue';
import { SeenSeries } from './seen-series';
import type { Sink } from './sink';
import { Deltas, type Dimensions, failuresOf, type RunEvent, type Snapshot } from './snapshot';

/** The listeners of a run, and facts for them that the spec does not contain. */
export interface TelemetrySettings {
  readonly listeners: readonly Listener[];
  readonly description: string;
  readonly environment: string;
}

/** Figures of a run in progress, from the live reader of the samples. */
export interface LiveFigures {
  figures(): Aggregate;
  /** The durations of each call, in buckets. */
  histograms(boundsMs: readonly number[]): CallHistogram[];
  /** Name and version of the tested system. Undefined: not known yet. */
  system(): string | undefined;
}

const CHECK_MS = 10_000;
/** Interval of the check whether the load has begun and whether figures are due, in ms. */
const TICK_MS = 1_000;
/** How long an interrupted run still waits for its listeners, in ms. */
const GRACE_MS = 5_000;
const QUEUE_BYTES = 16 * 1024 ** 2;

/**
 * Checks all listeners before a run.
 * @throws {ConfigurationError} naming each listener that is not optional and cannot be reached, or refuses the request
 */
export async function checkListeners(
  listeners: readonly Listener[],
  variables: Variables,
  tell: (text: string) => void,
): Promise<void> {
  const secrets = secretsFor(listeners, variables);
  const checked = listeners.map(async (listener): Promise<Problem[]> => {
    const sink = sinkOf(listener, variables, secrets);
    const wrong = sink && (await checkSink(sink, CHECK_MS));
    if (wrong === undefined) return [];
    const where = `listener ${listener.name}`;
    if (listener.isOptional) {
      tell(shownLine(`${where}: ${wrong}; the run goes on, as it is optional`, secrets));
      return [];
    }
    const message = `${listener.url}: ${wrong}; correct it, or write optional: true to run without it`;
    return [{ code: 'listener', where, message: shownLine(message, secrets) }];
  });
  throwProblems((await Promise.all(checked)).flat());
}

/** Sends figures and events of a run to its listeners during the run. */
export class Telemetry {
  readonly #listeners: readonly OpenListener[];
  readonly #dimensions: Dimensions;
  readonly #secrets: Secrets;
  readonly #isWhole: boolean;
  #live: LiveFigures | undefined;
  #timer: NodeJS.Timeout | undefined;
  #hasStarted = false;
  #system: string | undefined;
  readonly #startMs = Date.now();

  /**
   * @param folder folder of the run
   * @param instance number of the only instance on this machine: it sends its own figures, but no events
   */
  constructor(
    { listeners, description, environment }: TelemetrySettings,
    private readonly spec: RunSpec,
    variables: Variables,
    folder: string,
    private readonly output: UserOutput,
    instance?: number,
    pace: Pace = USUAL_PACE,
  ) {
    const { runId: run, suite, test = suite, profile, target } = spec;
    const location = variables.LOCATION;
    this.#isWhole = instance === undefined;
    this.#secrets = secretsFor(listeners, variables);
    this.#dimensions = {
      run,
      test,
      ...(description !== '' && { description }),
      suite,
      profile,
      environment,
      ...(location && { location }),
      target,
      ...(instance !== undefined && { instance }),
    };
    const say = (text: string) => output.event(shownLine(text, this.#secrets));
    this.#listeners = listeners.map((listener): OpenListener => {
      const sink = sinkOf(listener, variables, this.#secrets);
      const { name, kind, everyMs, hasOldNames = false, temporality } = listener;
      const boundsMs = listener.histograms === 'exponential' ? EXPONENTIAL_BOUNDS_MS : BOUNDS_MS;
      const deltas = new Deltas(Date.now());
      const seen = temporality === 'delta' ? {} : { seen: new SeenSeries() };
      const base = { name, kind, everyMs, boundsMs, hasOldNames, deltas, nextMs: 0, lastMs: 0, ...seen };
      if (!sink) return base;
      const part = instance === undefined ? '' : `-${instance}`;
      const queue = new DiskQueue(join(folder, `listener-${name}${part}.queue`), QUEUE_BYTES);
      return { ...base, sink, delivery: new Delivery(sink, queue, say, pace) };
    });
  }

  /** Starts to send figures. @returns a function that stops this. After the last samples, call `loadEnded`. */
  watch(live: LiveFigures): () => void {
    this.#live = live;
    this.#timer = setInterval(() => this.#tick(live), TICK_MS);
    return () => clearInterval(this.#timer);
  }

  /** Sends the last figures, and the event `stop` of a load that has begun. */
  loadEnded(): void {
    const live = this.#live;
    if (!live) return;
    const aggregate = live.figures();
    if (loadBegan(aggregate)) this.#start(live);
    for (const listener of this.#listeners) this.#figures(listener, live, aggregate, Date.now());
    this.ended();
  }

  /** Sends the event `start` of a run whose instances are on other machines, so that there are no figures to watch here. */
  began(): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.#event({ type: 'start', users: this.spec.users, durationMs: this.spec.loadMs });
  }

  /** Notes that the event `start` was sent before: by a `collect` server that this one has replaced. */
  goesOn(): void {
    this.#hasStarted = true;
  }

  /** Sends the event `stop`, as {@link began} sends `start`. */
  ended(): void {
    if (this.#hasStarted) this.#event({ type: 'stop' });
  }

  /** Sends the verdict, and waits until every delivery has ended. @param link address of the report */
  async finish(result: TellableResult | undefined, link: string, stop: StopSwitch): Promise<ListenerEnd[]> {
    if (result) this.#event(verdictOf(result, link));
    let grace: NodeJS.Timeout | undefined;
    const forget = stop.onStop(({ by }) => {
      if (by.startsWith('SIG')) grace ??= setTimeout(() => this.#giveUp(), GRACE_MS);
    });
    const waiting = this.#listeners.filter(({ delivery }) => delivery);
    await Promise.all(waiting.map(({ delivery }) => delivery?.finish()));
    forget();
    clearTimeout(grace);
    return waiting.map(({ name, kind, delivery }) => {
      const { sent = 0, dropped = 0, reason } = delivery ?? {};
      const why = reason === undefined ? {} : { reason: shownLine(reason, this.#secrets) };
      return { name, kind, sent, dropped, ...why };
    });
  }

  /** Ends a run without a result: sends nothing more, and removes all queues from the disk. */
  async abandon(): Promise<void> {
    clearInterval(this.#timer);
    this.#giveUp();
    await Promise.all(this.#listeners.map(({ delivery }) => delivery?.finish()));
  }

  #giveUp(): void {
    for (const { delivery } of this.#listeners) delivery?.giveUp();
  }

  #tick(live: LiveFigures): void {
    const now = Date.now();
    const due = this.#listeners.filter(({ nextMs, everyMs }) => everyMs !== 'final' && now >= nextMs);
    if (this.#hasStarted && due.length === 0) return;
    const aggregate = live.figures();
    if (!loadBegan(aggregate)) return;
    this.#start(live);
    for (const listener of due) {
      if (listener.everyMs !== 'final') listener.nextMs = now + listener.everyMs;
      this.#figures(listener, live, aggregate, now);
    }
  }

  #start(live: LiveFigures): void {
    this.#system = live.system();
    if (this.#hasStarted) return;
    this.began();
    const figures = live.figures();
    for (const listener of this.#listeners) {
      if (!takesMetrics(listener.kind)) continue;
      const nothing = nothingYet({ ...figures, histograms: live.histograms(listener.boundsMs) });
      this.#metrics(listener, nothing, this.#startMs);
    }
  }

  #figures(listener: OpenListener, live: LiveFigures, aggregate: Aggregate, atMs: number): void {
    if (takesMetrics(listener.kind)) {
      const source = { ...aggregate, histograms: live.histograms(listener.boundsMs) };
      const old = listener.hasOldNames
        ? oldGauges(listener.deltas.next(aggregate, atMs), this.#dimensionsNow())
        : [];
      this.#metrics(listener, source, atMs, old);
    } else this.#tell(listener, { atMs, figures: listener.deltas.next(aggregate, atMs) });
  }

  /** @param more metrics in addition to those of the source */
  #metrics(listener: OpenListener, source: MetricSource, atMs: number, more: readonly Metric[] = []): void {
    const beforeMs = listener.lastMs;
    // Prometheus refuses a second value of a series with the same timestamp.
    listener.lastMs = Math.max(atMs, beforeMs + 1);
    const times = { atMs: listener.lastMs, startMs: this.#startMs };
    const made = metricSet(source, this.#dimensionsNow(), times, LOADLINE_VERSION);
    const zeros = listener.seen?.zerosOfNew(made.metrics) ?? [];
    if (beforeMs > 0 && zeros.length > 0)
      this.#tell(listener, { atMs: beforeMs, metrics: { ...made, atMs: beforeMs, metrics: zeros } });
    this.#tell(listener, { atMs, metrics: { ...made, metrics: [...made.metrics, ...more] } });
  }

  #dimensionsNow(): Dimensions {
    const system = this.#system;
    return { ...this.#dimensions, ...(system !== undefined && { system }) };
  }

  #event(event: RunEvent): void {
    if (!this.#isWhole) return;
    for (const listener of this.#listeners) this.#tell(listener, { atMs: Date.now(), event });
  }

  #tell({ sink, delivery }: OpenListener, told: Omit<Snapshot, 'dimensions'>): void {
    const snapshot: Snapshot = { ...told, dimensions: this.#dimensionsNow() };
    if (sink && delivery) delivery.push(sink.lines(snapshot));
    else for (const item of itemsOf(snapshot)) this.output.event(masked(item, this.#secrets));
  }
}

/** The parts of a result that listeners receive. */
export type TellableResult = Pick<Result, 'verdict' | 'reasons' | 'warnings' | 'versions'> & {
  readonly aggregate: Pick<Aggregate, 'calls' | 'journeys'>;
};

interface OpenListener {
  readonly name: string;
  readonly kind: Listener['kind'];
  readonly everyMs: Listener['everyMs'];
  readonly deltas: Deltas;
  /** Bounds of the histograms, in ms. */
  readonly boundsMs: readonly number[];
  readonly hasOldNames: boolean;
  /** The series that it has received. Absent: it receives increases, so that it needs no 0 before the first value. */
  readonly seen?: SeenSeries;
  /** When the next figures are due, in ms since the epoch. */
  nextMs: number;
  /** Timestamp of the last metrics, in ms since the epoch. */
  lastMs: number;
  /** Absent: the listener prints on this terminal. */
  readonly sink?: Sink;
  readonly delivery?: Delivery;
}

function verdictOf(
  { verdict, reasons, warnings, versions = {}, aggregate }: TellableResult,
  link: string,
): RunEvent {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const failures = failuresOf(aggregate);
  return { type: 'verdict', verdict, reasons, warnings, versions: named.join(', '), failures, link };
}
