import { join } from 'node:path';
import type { Aggregate } from '../../core/figures/aggregate';
import type { RunSpec } from '../../core/spec/run-spec';
import type { Listener, ListenerEnd } from '../../core/telemetry/listener';
import { type Problem, throwProblems } from '../../core/text/problem';
import { prepareSecrets, type Secrets, secretsOf } from '../../core/text/secret-mask';
import { shownLine, shownText } from '../../core/text/shown-text';
import { loadBegan } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import type { StopSwitch } from '../stop-switch';
import type { UserOutput } from '../user-output';
import { checkSink, Delivery, type Pace, USUAL_PACE } from './delivery';
import { itemsOf } from './items';
import { DiskQueue } from './queue';
import type { Sink } from './sink';
import { Deltas, type Dimensions, failuresOf, type RunEvent, type Snapshot } from './snapshot';
import { SplunkSink } from './splunk';
import { WebhookSink } from './webhook';

/** The listeners of a run, and what they are told about it besides its spec. */
export interface TelemetrySettings {
  readonly listeners: readonly Listener[];
  readonly description: string;
  readonly environment: string;
}

/** What the live reader of the samples knows. */
export interface LiveFigures {
  figures(): Aggregate;
  /** Name and version of the tested system. Undefined: not known yet. */
  system(): string | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

const CHECK_MS = 10_000;
/** How often to see whether the load has begun, and whether figures are due. */
const TICK_MS = 1_000;
/** Whoever interrupts a run waits so long for its listeners, in ms. */
const GRACE_MS = 5_000;
const QUEUE_BYTES = 16 * 1024 ** 2;

/**
 * Checks all listeners before a run.
 * @throws {ConfigurationError} with those that cannot be reached or refuse, unless they are optional
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
    const why = shownLine(wrong, secrets);
    if (listener.isOptional) {
      tell(`listener ${listener.name}: ${why}; the run goes on, as it is optional`);
      return [];
    }
    const message = `${listener.url}: ${why}; correct it, or write optional: true to run without it`;
    return [{ code: 'listener', where: `listener ${listener.name}`, message }];
  });
  throwProblems((await Promise.all(checked)).flat());
}

/** Tells the listeners of a run what happens, while it happens. */
export class Telemetry {
  readonly #listeners: readonly OpenListener[];
  readonly #dimensions: Dimensions;
  readonly #secrets: Secrets;
  readonly #isWhole: boolean;
  #live: LiveFigures | undefined;
  #timer: NodeJS.Timeout | undefined;
  #hasStarted = false;
  #system: string | undefined;

  /**
   * @param folder of the run
   * @param instance number of the only instance that runs here: it sends figures, but no events
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
      const { name, kind, everyMs } = listener;
      const base = { name, kind, everyMs, deltas: new Deltas(Date.now()), nextMs: 0 };
      if (!sink) return base;
      const part = instance === undefined ? '' : `-${instance}`;
      const queue = new DiskQueue(join(folder, `listener-${name}${part}.queue`), QUEUE_BYTES);
      return { ...base, sink, delivery: new Delivery(sink, queue, say, pace) };
    });
  }

  /** Starts to send figures. @returns a function that ends it: call `loadEnded` after the last samples */
  watch(live: LiveFigures): () => void {
    this.#live = live;
    this.#timer = setInterval(() => this.#tick(live), TICK_MS);
    return () => clearInterval(this.#timer);
  }

  /** Sends the last figures and the end of the load. */
  loadEnded(): void {
    const live = this.#live;
    if (!live) return;
    this.#start(live);
    const aggregate = live.figures();
    for (const listener of this.#listeners) this.#figures(listener, aggregate, Date.now());
    this.#event({ type: 'stop' });
  }

  /** Sends the verdict, and waits until all is delivered or given up. @param link where the report is */
  async finish(result: Result | undefined, link: string, stop: StopSwitch): Promise<ListenerEnd[]> {
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

  /** Ends without a result: nothing more is sent, and no queue stays on disk. */
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
      this.#figures(listener, aggregate, now);
    }
  }

  #start(live: LiveFigures): void {
    this.#system = live.system();
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.#event({ type: 'start', users: this.spec.users, durationMs: this.spec.loadMs });
  }

  #figures(listener: OpenListener, aggregate: Aggregate, atMs: number): void {
    this.#tell(listener, { atMs, figures: listener.deltas.next(aggregate, atMs) });
  }

  #event(event: RunEvent): void {
    if (!this.#isWhole) return;
    for (const listener of this.#listeners) this.#tell(listener, { atMs: Date.now(), event });
  }

  #tell({ sink, delivery }: OpenListener, told: Omit<Snapshot, 'dimensions'>): void {
    const system = this.#system;
    const dimensions = { ...this.#dimensions, ...(system !== undefined && { system }) };
    const snapshot: Snapshot = { ...told, dimensions };
    if (sink && delivery) delivery.push(sink.lines(snapshot));
    else for (const item of itemsOf(snapshot)) this.output.event(masked(item, this.#secrets));
  }
}

interface OpenListener {
  readonly name: string;
  readonly kind: Listener['kind'];
  readonly everyMs: Listener['everyMs'];
  readonly deltas: Deltas;
  /** When the next figures are due, in ms since the epoch. */
  nextMs: number;
  /** Absent: the listener is this terminal. */
  readonly sink?: Sink;
  readonly delivery?: Delivery;
}

/** The format of a listener. Undefined: it is this terminal. */
function sinkOf(
  { name, kind, url = '', token, headers: named, index }: Listener,
  variables: Variables,
  secrets: Secrets,
): Sink | undefined {
  const headers = Object.fromEntries(
    Object.entries(named).map(([header, variable]) => [header.toLowerCase(), variables[variable] ?? '']),
  );
  const write = (value: object) => masked(value, secrets);
  const authorization = (scheme: string) =>
    token === undefined ? headers : { authorization: `${scheme} ${variables[token] ?? ''}`, ...headers };
  if (kind === 'webhook') return new WebhookSink(name, url, authorization('Bearer'), write);
  if (kind === 'splunk') return new SplunkSink(name, url, authorization('Splunk'), index, write);
  return undefined;
}

/** JSON in which no text holds a secret. */
function masked(value: object, secrets: Secrets): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'string' ? shownText(inner, secrets) : inner,
  );
}

function secretsFor(listeners: readonly Listener[], variables: Variables): Secrets {
  const own = listeners.flatMap(({ token, headers }) => [
    ...(token === undefined ? [] : [token]),
    ...Object.values(headers),
  ]);
  return prepareSecrets([...secretsOf(variables), ...own.map((name) => variables[name] ?? '')]);
}

function verdictOf({ verdict, reasons, warnings, versions = {}, aggregate }: Result, link: string): RunEvent {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const failures = failuresOf(aggregate);
  return { type: 'verdict', verdict, reasons, warnings, versions: named.join(', '), failures, link };
}
