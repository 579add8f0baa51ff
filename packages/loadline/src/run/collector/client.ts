import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Aggregate } from '../../core/figures/aggregate';
import type { ClockOffset } from '../../core/verdict/instance-end';
import { readInstanceEnd, writeInstanceEnd } from '../../results/instance-end-file';
import { EXIT } from '../exit';
import type { StopSwitch } from '../stop-switch';
import {
  type Answer,
  answer,
  BEAT_MS,
  type BeatRequest,
  type Counted,
  isFileOf,
  MOST_PROBLEMS,
  POLL_MS,
  type ReadyRequest,
} from './protocol';
import { steadyNow } from './steady-now';

/** What an instance is about to run. */
export type Readiness = Omit<ReadyRequest, 'boot'>;

/** How the part of one instance ended. */
export interface PartDone {
  readonly exit: number;
  /** Facts that are not in its files: which files could not be written, and why. */
  readonly problems: readonly string[];
}

/** How to reach the `collect` server of a run. */
export interface CollectorAccess {
  readonly url: string;
  readonly token: string;
}

/** This instance may not put load on the system, or could not deliver its files. */
export class CollectorError extends Error {
  override readonly name = 'CollectorError';

  constructor(
    readonly code: typeof EXIT.notAdmitted | typeof EXIT.notDelivered,
    message: string,
  ) {
    super(message);
  }
}

const ASK_TIMEOUT_MS = 5_000;
const UPLOAD_TIMEOUT_MS = 600_000;
/** How long to wait for a server that does not answer, as it may restart. After that there is no load. */
const READY_PATIENCE_MS = 120_000;
/** After this long without an answer the load stops: nobody watches it. */
const BEAT_PATIENCE_MS = 60_000;
const DELIVERY_PATIENCE_MS = 120_000;

/** The server refuses, and a repeated request would not change that. */
class Rejected extends Error {}

/** Client of the `collect` server for one instance: waits for the start, sends signs of life, delivers the files. */
export class CollectorClient {
  private readonly boot = randomUUID();
  private readonly base: string;
  private clock: ClockOffset | undefined;
  private alive: NodeJS.Timeout | undefined;
  private counted: Counted = { started: 0, done: 0, failed: 0, calls: 0 };

  constructor(
    private readonly access: CollectorAccess,
    private readonly runId: string,
    private readonly instance: number,
    private readonly say: (line: string) => void,
  ) {
    this.base = `${access.url.replace(/\/+$/, '')}/runs/${runId}/${instance}`;
  }

  /**
   * Reports this instance as ready, and waits until all are.
   * @returns start of the load, in ms since the epoch, by the clock of this machine
   * @throws {CollectorError} when it is not admitted, or is stopped before the start
   */
  async awaitStart(readiness: Readiness, stop: StopSwitch): Promise<number> {
    let answeredAtMs = steadyNow();
    let isSaid = false;
    let isLossSaid = false;
    while (!stop.stopped) {
      try {
        const { startInMs, stop: order } = await this.ask('ready', { boot: this.boot, ...readiness });
        answeredAtMs = steadyNow();
        if (order) throw new Rejected(order.detail);
        if (startInMs !== undefined) return Date.now() + startInMs;
        if (!isSaid) this.say(`instance ${this.instance} is ready, and waits for the others`);
        isSaid = true;
        isLossSaid = false;
      } catch (error) {
        if (error instanceof Rejected)
          throw new CollectorError(EXIT.notAdmitted, `no load: ${error.message}`);
        if (!isLossSaid)
          this.say(
            `${this.access.url} does not answer (${reason(error)}): trying again for ${READY_PATIENCE_MS / 1000} s`,
          );
        isLossSaid = true;
        if (steadyNow() - answeredAtMs > READY_PATIENCE_MS)
          throw new CollectorError(
            EXIT.notAdmitted,
            `no load: ${this.access.url} does not answer, ${reason(error)}`,
          );
      }
      await sleep(POLL_MS);
    }
    throw new CollectorError(EXIT.notAdmitted, 'no load: stopped while it waited for the other instances');
  }

  /**
   * Every two seconds, sends a sign of life with the counts so far. Reports this instance's own stop, and obeys the server's.
   * @returns a function that stops this. The signs of life continue until the delivery.
   */
  watch(figures: () => Aggregate, stop: StopSwitch): () => Promise<void> {
    let answeredAtMs = steadyNow();
    let isEnded = false;
    const wake = new AbortController();
    const forget = stop.onStop(() => wake.abort());
    const beats = (async () => {
      while (!isEnded) {
        const own = stop.stopped;
        // A signal concerns this machine only. The server notices the loss of this instance by itself.
        const isForAll = own?.by === 'threshold' || own?.by === 'error' || own?.by === 'disk_full';
        const stopped: BeatRequest['stopped'] = isForAll
          ? { by: own?.by === 'threshold' ? 'threshold' : 'error', detail: own?.detail ?? 'stopped' }
          : undefined;
        try {
          this.counted = countedIn(figures());
          const { stop: order } = await this.beat(stopped);
          answeredAtMs = steadyNow();
          if (order) stop.stop(order.by, order.detail);
        } catch (error) {
          if (error instanceof Rejected) stop.stop('error', error.message);
          else if (steadyNow() - answeredAtMs > BEAT_PATIENCE_MS)
            stop.stop('error', `the collect server has not answered for ${BEAT_PATIENCE_MS / 1000} s`);
        }
        if (!isEnded)
          await sleep(BEAT_MS, undefined, wake.signal.aborted ? {} : { signal: wake.signal }).catch(() => {});
      }
    })();
    return async () => {
      isEnded = true;
      forget();
      wake.abort();
      await beats;
      // The upload may take minutes. Without signs of life the server would take the instance for lost.
      this.alive = setInterval(() => void this.beat().catch(() => {}), BEAT_MS).unref();
    };
  }

  /**
   * Delivers the files of this instance, whatever the outcome of its load.
   * @throws {CollectorError} when the server did not accept all of them
   */
  async deliver(folder: string, { exit, problems }: PartDone): Promise<void> {
    this.recordClock(folder);
    const names = existsSync(folder)
      ? readdirSync(folder).filter((name) => isFileOf(name, this.instance))
      : [];
    try {
      const files: Record<string, string> = {};
      for (const name of names)
        files[name] = await this.patiently(() => this.upload(join(folder, name), name));
      const shown = problems.slice(0, MOST_PROBLEMS.count);
      const texts = shown.map((text) => text.slice(0, MOST_PROBLEMS.characters));
      const done = { boot: this.boot, exit, clock: this.clock, files, problems: texts };
      await this.patiently(() => this.ask('done', done));
    } catch (error) {
      throw new CollectorError(
        EXIT.notDelivered,
        `this part of the run is not delivered: ${reason(error)}; its files are in ${folder}`,
      );
    } finally {
      clearInterval(this.alive);
    }
    this.say(`delivered ${names.join(', ')}`);
  }

  /** Sends a sign of life. */
  private beat(stopped?: BeatRequest['stopped']): Promise<Answer> {
    return this.ask('beat', { boot: this.boot, counted: this.counted, stopped });
  }

  /** Adds this machine's clock difference to the record of the end, where the merge of the instances reads it. */
  private recordClock(folder: string): void {
    if (!this.clock) return;
    try {
      const end = readInstanceEnd(folder, this.instance, this.runId);
      if (end) writeInstanceEnd(folder, { ...end, clock: this.clock });
    } catch (error) {
      this.say(`the difference of the clocks is not recorded: ${reason(error)}`);
    }
  }

  private async patiently<Value>(work: () => Promise<Value>): Promise<Value> {
    const endsAtMs = steadyNow() + DELIVERY_PATIENCE_MS;
    for (let wait = POLL_MS; ; wait = Math.min(2 * wait, 5_000)) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof Rejected || steadyNow() > endsAtMs) throw error;
        await sleep(wait);
      }
    }
  }

  /** @returns the SHA-256 of the file */
  private async upload(path: string, name: string): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk);
    const sha256 = hash.digest('hex');
    const headers = {
      'content-length': String(statSync(path).size),
      'x-sha256': sha256,
      'x-boot': this.boot,
    };
    const body = Readable.toWeb(createReadStream(path)) as unknown as BodyInit;
    await this.fetch(`files/${name}`, { method: 'PUT', headers, body, duplex: 'half' }, UPLOAD_TIMEOUT_MS);
    return sha256;
  }

  private async ask(what: string, body: object): Promise<Answer> {
    const sentAtMs = Date.now();
    const text = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
    const response = await this.fetch(what, { method: 'POST', headers, body: text }, ASK_TIMEOUT_MS);
    const { data } = answer.safeParse(await response.json().catch(() => undefined));
    if (!data) throw new Error('what answers is no loadline collect of this version');
    this.readClock(sentAtMs, Date.now(), data.atMs);
    return data;
  }

  /** Keeps the reading of the fastest round trip: it is the most accurate. */
  private readClock(sentAtMs: number, gotAtMs: number, serverAtMs: number): void {
    const withinMs = (gotAtMs - sentAtMs) / 2;
    if (this.clock && this.clock.withinMs <= withinMs) return;
    this.clock = { offsetMs: serverAtMs - (sentAtMs + gotAtMs) / 2, withinMs };
  }

  private async fetch(
    path: string,
    init: RequestInit & { duplex?: 'half' },
    timeoutMs: number,
  ): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${this.access.token}` };
    const signal = AbortSignal.timeout(timeoutMs);
    // When a connection closes before any answer, Node has nothing left to wait for, and would exit here.
    const alive = setInterval(() => {}, 1_000);
    try {
      const response = await fetch(`${this.base}/${path}`, { ...init, headers, signal });
      if (response.ok) return response;
      const { error } = (await response.json().catch(() => ({}))) as { error?: string };
      const message = `${this.access.url} answered ${response.status}${error === undefined ? '' : `, ${error}`}`;
      if (response.status >= 400 && response.status < 500) throw new Rejected(message);
      throw new Error(message);
    } finally {
      clearInterval(alive);
    }
  }
}

function countedIn({ journeys, calls }: Aggregate): Counted {
  const sum = (pick: (journey: Aggregate['journeys'][number]) => number) =>
    journeys.reduce((total, journey) => total + pick(journey), 0);
  return {
    started: sum(({ started }) => started),
    done: sum(({ done }) => done),
    failed: sum(({ failed }) => failed),
    calls: calls.filter(({ phase }) => phase === 'load').reduce((total, { count }) => total + count, 0),
  };
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}, ${error.cause.message}` : error.message;
}
