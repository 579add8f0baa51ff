import { clockText } from '../../results/clocks';
import { EXIT } from '../exit';
import { type BarrierRun, type BarrierState, readState, writeState } from './barrier-state';
import type { Answer, BeatRequest, Counted, DoneRequest, ReadyRequest, StopOrder } from './protocol';
import { SILENCE_MS } from './protocol';
import { steadyNow } from './steady-now';

/** Time from the arrival of the last instance to the start of the load, in ms. */
const LEAD_MS = 2_000;

/** If this server itself did not run for longer than this, in ms, the silence of the instances proves nothing. */
const HELD_UP_MS = 5_000;

/** The server refuses the request of an instance. */
export class Refused extends Error {
  override readonly name = 'Refused';

  /** @param status 409: another process has this number; 410: too late, or never admitted */
  constructor(
    readonly status: 409 | 410,
    message: string,
  ) {
    super(message);
  }
}

/** Says that an instance got a signal. */
export function interruptedText(number: number): string {
  return `instance ${number} was interrupted`;
}

/**
 * Holds every instance of a run until all have arrived. From then on, either all of them continue or none does. It does not
 * judge any figures.
 */
export class Barrier {
  private readonly state: BarrierState;
  private readonly instances: number;
  private readonly seenAtMs = new Map<number, number>();
  private lookedAtMs: number;
  private isOver = false;

  /**
   * @param file where the state is kept: a restarted server continues from it
   * @param now monotonic clock, by which silence is measured
   * @throws {ConfigurationError} when the folder of the file holds another run, or one that has been judged
   */
  constructor(
    private readonly file: string,
    run: BarrierRun,
    private readonly say: (line: string) => void,
    private readonly now: () => number = steadyNow,
  ) {
    const found = readState(file, run);
    const none = { boots: {}, files: {}, done: {}, problems: {}, counted: {}, twice: [] };
    this.state = found ?? { ...run, lastsMs: 0, ...none };
    this.instances = run.instances;
    this.lookedAtMs = now();
    // While no server ran, no instance could report: silence counts from now.
    this.seeAll();
    if (found) say(`goes on from ${file}: ${this.arrived.length} of ${run.instances} instances are here`);
  }

  /** Numbers of the instances that have arrived. */
  get arrived(): number[] {
    return Object.keys(this.state.boots).map(Number);
  }

  /** Numbers of the instances that have delivered all their files. */
  get delivered(): number[] {
    return Object.keys(this.state.done).map(Number);
  }

  /** Numbers of the instances that have not delivered all their files. */
  get missing(): number[] {
    const all = Array.from({ length: this.instances }, (_, index) => index + 1);
    return all.filter((number) => this.state.done[number] === undefined);
  }

  /** Numbers of the instances that have arrived, have not delivered, and no longer send signs of life. */
  get silent(): number[] {
    const { startAtMs = 0 } = this.state;
    return this.arrived.filter((number) => {
      const silentMs = this.now() - Math.max(this.seenAtMs.get(number) ?? 0, startAtMs);
      return this.state.done[number] === undefined && silentMs > SILENCE_MS;
    });
  }

  /** Reasons why parts of the run cannot be judged, as the instances reported them. */
  get problems(): string[] {
    return Object.entries(this.state.problems).flatMap(([number, texts]) =>
      texts.map((text) => `instance ${number}: ${text}`),
    );
  }

  /** Start of the load, in ms since the epoch. Undefined until all instances have arrived. */
  get startAtMs(): number | undefined {
    return this.state.startAtMs;
  }

  /** When every instance should have delivered, in ms since the epoch. Undefined until the load has a start. */
  get endsAtMs(): number | undefined {
    const { startAtMs, lastsMs } = this.state;
    return startAtMs === undefined ? undefined : startAtMs + lastsMs;
  }

  get stop(): StopOrder | undefined {
    return this.state.stop;
  }

  get twice(): readonly number[] {
    return this.state.twice;
  }

  /** Handles an instance that is ready. @throws {Refused} when it may not take part */
  ready(number: number, request: ReadyRequest): Answer {
    const { state } = this;
    const { boot, spec, versions, lastsMs } = request;
    this.mine(number, boot);
    if (state.closed !== undefined && state.boots[number] === undefined)
      throw new Refused(410, `instance ${number} is too late: ${state.closed}`);
    const other = this.difference(request);
    if (other !== undefined) this.close(`instance ${number} ${other}`);
    if (state.closed !== undefined) throw new Refused(410, state.closed);
    this.seenAtMs.set(number, this.now());
    if (state.boots[number] === undefined) {
      state.boots[number] = boot;
      state.spec = spec;
      state.versions = versions;
      this.say(`instance ${number} is ready (${this.arrived.length} of ${this.instances})`);
    }
    state.lastsMs = Math.max(state.lastsMs, lastsMs);
    if (this.arrived.length === this.instances && state.startAtMs === undefined) {
      state.startAtMs = this.now() + LEAD_MS;
      this.say(`all ${this.instances} instances are ready: the run begins in ${LEAD_MS / 1000} s`);
    }
    this.save();
    return this.answer();
  }

  /** Handles a sign of life. @throws {Refused} when this process is not the instance that was admitted */
  beat(number: number, { boot, counted, stopped }: BeatRequest): Answer {
    this.known(number, boot);
    this.seenAtMs.set(number, this.now());
    this.state.counted[number] = counted;
    if (stopped) this.stopAll({ ...stopped, detail: `instance ${number}: ${stopped.detail}` });
    return this.answer();
  }

  /** Checks that an instance may deliver a file. @throws {Refused} when it may not, or no longer */
  admitFile(number: number, boot: string): void {
    this.known(number, boot);
    if (this.state.done[number] !== undefined)
      throw new Refused(410, `instance ${number} has delivered already`);
    if (this.isOver) throw new Refused(410, 'too late: the run is judged without it');
  }

  /** Records a file that was received completely. @throws {Refused} when the instance may no longer deliver files */
  received(number: number, boot: string, name: string, hash: string): void {
    this.admitFile(number, boot);
    this.state.files[number] = { ...this.state.files[number], [name]: hash };
    this.save();
  }

  /** Records why a file of an instance was not accepted, for the verdict. */
  refusedFile(number: number, why: string): void {
    const { problems } = this.state;
    problems[number] = [...new Set([...(problems[number] ?? []), why])];
    this.save();
  }

  /**
   * Handles the end of a delivery.
   * @throws {Refused} when this process is not the instance that was admitted, or its files are not here
   */
  done(number: number, { boot, exit, clock, files, problems }: DoneRequest): Answer {
    this.known(number, boot);
    // The instance did not get the first answer, so it sends the request again.
    if (this.state.done[number] !== undefined) return this.answer();
    if (this.isOver) throw new Refused(410, 'too late: the run is judged without it');
    const received = this.state.files[number] ?? {};
    const lacking = ['run.json', ...Object.keys(files)].filter(
      (name) => files[name] === undefined || files[name] !== received[name],
    );
    if (lacking.length > 0) throw new Refused(409, `not delivered: ${[...new Set(lacking)].join(', ')}`);
    this.state.done[number] = exit;
    if (problems.length > 0) this.state.problems[number] = problems;
    const itsClock = clock ? `; its clock is ${clockText(clock)}` : '';
    this.say(`instance ${number} has delivered (${this.delivered.length} of ${this.instances})${itsClock}`);
    // The load of the others is not the planned one any more.
    if (exit === EXIT.interrupted && this.missing.length > 0)
      this.stopAll({ by: 'error', detail: interruptedText(number) });
    this.save();
    return this.answer();
  }

  /** Checks that a process is the instance that was admitted. @throws {Refused} when it is not */
  known(number: number, boot: string): void {
    this.mine(number, boot);
    if (this.state.boots[number] === undefined)
      throw new Refused(
        410,
        `instance ${number} is unknown here: the server that let it in has lost its state`,
      );
    this.seenAtMs.set(number, this.now());
  }

  /** Stops the load, or prevents it before its start, when an instance has been silent for too long. Call it often. */
  look(): void {
    const now = this.now();
    if (now - this.lookedAtMs > HELD_UP_MS) this.seeAll();
    this.lookedAtMs = now;
    const [number] = this.silent;
    if (number === undefined) return;
    const detail = `instance ${number} has said nothing for ${SILENCE_MS / 1000} s`;
    if (this.state.startAtMs === undefined) this.close(detail);
    else this.stopAll({ by: 'error', detail });
  }

  /** Tells all instances to stop, and admits no further one. */
  stopAll(order: StopOrder): void {
    if (this.state.stop) return;
    this.state.stop = order;
    this.say(`stops the load: ${order.detail}`);
    this.close(order.detail);
  }

  /** Admits no further instance. @param why in words */
  close(why: string): void {
    this.state.closed ??= why;
    this.save();
  }

  get closed(): string | undefined {
    return this.state.closed;
  }

  /** Refuses all further files: the run is judged with those that were delivered. */
  endDelivery(): void {
    this.isOver = true;
  }

  /** Records that the run has been judged. A server that starts later in this folder is refused. */
  judged(): void {
    this.state.judged = true;
    this.save();
  }

  /** Totals of all instances so far, in words. */
  countedText(): string {
    const all = Object.values(this.state.counted);
    const sum = (pick: (one: Counted) => number) => all.reduce((total, one) => total + pick(one), 0);
    return `${sum(({ done }) => done)} iterations, ${sum(({ calls }) => calls)} calls, ${sum(({ failed }) => failed)} failed`;
  }

  private mine(number: number, boot: string): void {
    const first = this.state.boots[number];
    if (first === undefined || first === boot) return;
    if (!this.state.twice.includes(number)) this.state.twice.push(number);
    this.save();
    throw new Refused(409, `another process is instance ${number} already`);
  }

  private answer(): Answer {
    const { startAtMs, stop } = this.state;
    return {
      atMs: this.now(),
      ...(startAtMs !== undefined && { startInMs: Math.max(0, startAtMs - this.now()) }),
      ...(stop && { stop }),
    };
  }

  /** How an instance differs from the others, as text. Undefined when it does not. */
  private difference({ of, spec, versions }: ReadyRequest): string | undefined {
    const { state, instances } = this;
    if (of !== instances) return `is one of ${of}, but the collect server waits for ${instances}`;
    for (const [name, version] of Object.entries(versions)) {
      const others = state.versions?.[name as keyof typeof versions] ?? version;
      if (version !== others) return `has ${name} ${version}, the others have ${others}: install the same`;
    }
    if (state.spec === undefined || state.spec === spec) return undefined;
    return 'was told of another load than the others: start all with the same settings';
  }

  private seeAll(): void {
    for (const number of this.arrived) this.seenAtMs.set(number, this.now());
  }

  private save(): void {
    writeState(this.file, this.state);
  }
}
