import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Answer, BeatRequest, Clock, Counted, DoneRequest, ReadyRequest, StopOrder } from './protocol';
import { SILENCE_MS } from './protocol';

/** From the instant that all are there to the start of the load. */
const LEAD_MS = 2_000;

/** What a `collect` server knows, in a file that another process can take over. */
interface State {
  boots: Record<number, string>;
  spec?: string;
  lastsMs: number;
  startAtMs?: number;
  stop?: StopOrder;
  done: Record<number, number>;
  counted: Record<number, Counted>;
  clocks: Record<number, Clock>;
  /** Instances that somebody started again. */
  twice: number[];
  /** Why nobody is let in any more. */
  closed?: string;
}

/** An answer that is no answer to what was asked. */
export class Refused extends Error {
  override readonly name = 'Refused';

  /** @param status 409: another process has this number; 410: too late, or never let in */
  constructor(
    readonly status: 409 | 410,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Holds every instance of a run until all are there, and from then on sees to it that either all go on or none does. It
 * decides nothing about figures.
 */
export class Barrier {
  private readonly state: State;
  private readonly seenAtMs = new Map<number, number>();

  /**
   * @param file where the state is kept: a server that starts anew goes on from there
   * @param instances how many there are
   */
  constructor(
    private readonly file: string,
    private readonly instances: number,
    private readonly say: (line: string) => void,
    private readonly now: () => number = Date.now,
  ) {
    const fresh: State = { boots: {}, lastsMs: 0, done: {}, counted: {}, clocks: {}, twice: [] };
    this.state = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : fresh;
    // Nobody could be heard while no server was there.
    for (const number of this.arrived) this.seenAtMs.set(number, now());
    if (existsSync(file))
      say(`goes on from ${file}: ${this.arrived.length} of ${instances} instances are here`);
  }

  /** Numbers of the instances that came. */
  get arrived(): number[] {
    return Object.keys(this.state.boots).map(Number);
  }

  /** Numbers of the instances that have delivered all their files. */
  get delivered(): number[] {
    return Object.keys(this.state.done).map(Number);
  }

  /** When the load begins; undefined: not all are there. */
  get startAtMs(): number | undefined {
    return this.state.startAtMs;
  }

  /** When every instance should have delivered, without a delay; undefined: there is no load. */
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

  /** @throws {Refused} when the instance may not take part */
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

  /** @throws {Refused} when this process is not the instance that was let in */
  beat(number: number, { boot, counted, clock, stopped }: BeatRequest): Answer {
    this.known(number, boot);
    this.seenAtMs.set(number, this.now());
    this.state.counted[number] = counted;
    if (clock) this.state.clocks[number] = clock;
    if (stopped) this.stopAll({ ...stopped, detail: `instance ${number}: ${stopped.detail}` });
    return this.answer();
  }

  /** @throws {Refused} when this process is not the instance that was let in */
  done(number: number, { boot, exit, clock }: DoneRequest): Answer {
    this.known(number, boot);
    this.state.done[number] = exit;
    if (clock) this.state.clocks[number] = clock;
    this.say(`instance ${number} has delivered (${this.delivered.length} of ${this.instances})`);
    this.save();
    return this.answer();
  }

  /** Checks that a process is the instance that was let in. @throws {Refused} */
  known(number: number, boot: string): void {
    this.mine(number, boot);
    if (this.state.boots[number] === undefined)
      throw new Refused(
        410,
        `instance ${number} is unknown here: the server that let it in has lost its state`,
      );
    this.seenAtMs.set(number, this.now());
  }

  /** Stops the load of all when one has fallen silent. To be called again and again. */
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

  /** Has all instances stop, and lets nobody in. */
  stopAll(order: StopOrder): void {
    if (this.state.stop) return;
    this.state.stop = order;
    this.say(`stops the load: ${order.detail}`);
    this.close(order.detail);
  }

  /** Lets nobody in any more. @param why in words */
  close(why: string): void {
    this.state.closed ??= why;
    this.save();
  }

  get closed(): string | undefined {
    return this.state.closed;
  }

  /** What was counted up to now, of all instances. */
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

  /** By rename: a process that is killed leaves a whole file. */
  private save(): void {
    writeFileSync(`${this.file}.new`, JSON.stringify(this.state));
    renameSync(`${this.file}.new`, this.file);
  }
}
