import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { EXIT } from '../exit';
import type { Answer, BeatRequest, Clock, Counted, DoneRequest, ReadyRequest, StopOrder } from './protocol';
import { SILENCE_MS } from './protocol';

/** Time from the arrival of the last instance to the start of the load, in ms. */
const LEAD_MS = 2_000;

/** State of a `collect` server. It is kept in a file, so that another process can take over. */
interface State {
  boots: Record<number, string>;
  spec?: string;
  lastsMs: number;
  startAtMs?: number;
  stop?: StopOrder;
  done: Record<number, number>;
  counted: Record<number, Counted>;
  clocks: Record<number, Clock>;
  /** Numbers of the instances that were started more than once. */
  twice: number[];
  /** Why no further instance is admitted, in words. */
  closed?: string;
}

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
  private readonly state: State;
  private readonly seenAtMs = new Map<number, number>();

  /**
   * @param file where the state is kept: a restarted server continues from it
   * @param instances number of instances of the run
   */
  constructor(
    private readonly file: string,
    private readonly instances: number,
    private readonly say: (line: string) => void,
    private readonly now: () => number = Date.now,
  ) {
    const fresh: State = { boots: {}, lastsMs: 0, done: {}, counted: {}, clocks: {}, twice: [] };
    this.state = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : fresh;
    // While no server ran, no instance could report: silence counts from now.
    for (const number of this.arrived) this.seenAtMs.set(number, now());
    if (existsSync(file))
      say(`goes on from ${file}: ${this.arrived.length} of ${instances} instances are here`);
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

  get clocks(): Readonly<Record<number, Clock>> {
    return this.state.clocks;
  }

  /** Handles an instance that is ready. @throws {Refused} when it may not take part */
  ready(number: number, { boot, spec, lastsMs }: ReadyRequest): Answer {
    const { state } = this;
    this.mine(number, boot);
    if (state.closed !== undefined && state.boots[number] === undefined)
      throw new Refused(410, `instance ${number} is too late: ${state.closed}`);
    if (state.spec !== undefined && state.spec !== spec) {
      this.close(
        `instance ${number} was told of another load than the others: start all with the same settings`,
      );
      throw new Refused(410, state.closed ?? '');
    }
    if (state.closed !== undefined) throw new Refused(410, state.closed);
    this.seenAtMs.set(number, this.now());
    if (state.boots[number] === undefined) {
      state.boots[number] = boot;
      state.spec = spec;
      this.say(`instance ${number} is ready (${this.arrived.length} of ${this.instances})`);
    }
    state.lastsMs = Math.max(state.lastsMs, lastsMs);
    if (this.arrived.length === this.instances && state.startAtMs === undefined) {
      state.startAtMs = this.now() + LEAD_MS;
      this.say(`all ${this.instances} instances are ready: the load begins in ${LEAD_MS / 1000} s`);
    }
    this.save();
    return this.answer();
  }

  /** Handles a sign of life. @throws {Refused} when this process is not the instance that was admitted */
  beat(number: number, { boot, counted, clock, stopped }: BeatRequest): Answer {
    this.known(number, boot);
    this.seenAtMs.set(number, this.now());
    this.state.counted[number] = counted;
    if (clock) this.state.clocks[number] = clock;
    if (stopped) this.stopAll({ ...stopped, detail: `instance ${number}: ${stopped.detail}` });
    return this.answer();
  }

  /** Handles the end of a delivery. @throws {Refused} when this process is not the instance that was admitted */
  done(number: number, { boot, exit, clock }: DoneRequest): Answer {
    this.known(number, boot);
    this.state.done[number] = exit;
    if (clock) this.state.clocks[number] = clock;
    this.say(`instance ${number} has delivered (${this.delivered.length} of ${this.instances})`);
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

  /** Stops all instances when one has been silent for too long. Call it repeatedly. */
  look(): void {
    const { startAtMs } = this.state;
    if (startAtMs === undefined || this.now() < startAtMs) return;
    for (const number of this.arrived) {
      if (this.state.done[number] !== undefined) continue;
      const silentMs = this.now() - Math.max(this.seenAtMs.get(number) ?? 0, startAtMs);
      if (silentMs > SILENCE_MS)
        this.stopAll({
          by: 'error',
          detail: `instance ${number} has said nothing for ${SILENCE_MS / 1000} s`,
        });
    }
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

  /** Writes the state by rename: a process that is killed leaves a complete file. */
  private save(): void {
    writeFileSync(`${this.file}.new`, JSON.stringify(this.state));
    renameSync(`${this.file}.new`, this.file);
  }
}
