import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { answerText } from '../answer-text';
import { unreachableText } from '../unreachable-text';
import { within } from '../within';
import { type DiskQueue, UnwrittenLine } from './queue';
import type { Reply, Sink, SinkRequest } from './sink';

const zip = promisify(gzip);

/** Times and sizes of a delivery. */
export interface Pace {
  /** Pause before the first retry, in ms. Each further pause is twice as long, up to `mostPauseMs`. */
  readonly pauseMs: number;
  readonly mostPauseMs: number;
  /** Timeout of a request, in ms. */
  readonly answerMs: number;
  /** After the run, delivery ends when the listener has accepted nothing for this long, in ms. */
  readonly patienceMs: number;
}

/** With these times a listener that cannot be reached for a minute loses nothing. */
export const USUAL_PACE: Pace = { pauseMs: 500, mostPauseMs: 10_000, answerMs: 30_000, patienceMs: 90_000 };

/** Interval at which `finish` checks whether the listener has been away for too long, in ms. */
const LOOK_EVERY_MS = 250;

const MOST_BYTES = 512 * 1024;

/** Statuses below 500 that say that a later attempt may succeed: timeout, and too many requests. */
const FOR_NOW = [408, 429];
/** Status that says that the server does not know this type or compression. */
const UNSUPPORTED = 415;
const SERVER_ERRORS = 500;
const LONGEST_ANSWER = 2_000;

/** Why a request failed, and whether a retry may succeed. */
class Refusal extends Error {
  constructor(
    message: string,
    readonly isForNow: boolean,
    readonly afterMs?: number,
  ) {
    super(message);
  }
}

/** Sends the items of a queue to a listener in order. It pauses and retries while the listener is away or busy. */
export class Delivery {
  sent = 0;
  dropped = 0;
  /** Why the first of the dropped items was not delivered. */
  reason: string | undefined;
  #working: Promise<void> | undefined;
  /**
   * Time of the first failed attempt since the last success, in ms since the epoch. Undefined: the last one succeeded.
   */
  #awaySinceMs: number | undefined;
  #lastProblem: string | undefined;
  readonly #giveUp = new AbortController();
  /** Ends the pause before the next attempt. */
  #hurry = new AbortController();
  /** Time of the last failed attempt, in ms since the epoch. */
  #failedAtMs = 0;

  /** @param say receives a message when the listener is away, and when it is back */
  constructor(
    private readonly sink: Sink,
    private readonly queue: DiskQueue,
    private readonly say: (text: string) => void,
    private readonly pace: Pace = USUAL_PACE,
  ) {}

  /** Adds items and starts to send them. */
  push(lines: readonly string[]): void {
    for (const line of lines) {
      try {
        this.#drop(this.queue.push(line), 'it was away too long, its queue was full');
      } catch (error) {
        const lost = error instanceof UnwrittenLine ? error.dropped : 1;
        this.#drop(lost, `its queue could not be written: ${(error as Error).message}`);
      }
    }
    this.#start();
  }

  /** Resolves when everything is delivered, or when the listener has been away for too long. Call it after the run. */
  async finish(): Promise<void> {
    const sinceMs = Date.now();
    // The listener may be back during a pause.
    this.#hurry.abort();
    while (this.queue.length > 0 && !this.#giveUp.signal.aborted) {
      this.#start();
      const enough = new AbortController();
      const timer = sleep(LOOK_EVERY_MS, undefined, { signal: enough.signal });
      await Promise.race([this.#working, timer.catch(() => undefined)]);
      enough.abort();
      if (this.#hasNoPatience(sinceMs)) this.giveUp();
    }
    await this.#working;
    this.#drop(this.queue.close(), this.#lastProblem ?? 'the run was interrupted');
  }

  /** Stops the delivery: nothing more is sent. */
  giveUp(): void {
    this.#giveUp.abort();
  }

  /** @param sinceMs a listener is given up only when an attempt after this time has failed, in ms since the epoch */
  #hasNoPatience(sinceMs: number): boolean {
    const { patienceMs } = this.pace;
    const awayMs = this.#awaySinceMs === undefined ? -1 : Date.now() - this.#awaySinceMs;
    return awayMs >= patienceMs && this.#failedAtMs >= sinceMs;
  }

  #drop(count: number, reason: string): void {
    if (count === 0) return;
    this.dropped += count;
    this.reason ??= reason;
  }

  #start(): void {
    const failed = (error: Error) => {
      this.#lastProblem = error.message;
      this.giveUp();
    };
    this.#working ??= this.#work()
      .catch(failed)
      .finally(() => {
        this.#working = undefined;
      });
  }

  async #work(): Promise<void> {
    let pauseMs = this.pace.pauseMs;
    while (this.queue.length > 0 && !this.#giveUp.signal.aborted) {
      const { mostLines, mostBytes = MOST_BYTES } = this.sink;
      const batch = this.queue.peek(mostLines, mostBytes);
      try {
        await send(this.sink, batch.lines, this.pace.answerMs, this.#giveUp.signal);
        this.sent += this.queue.accept(batch);
        pauseMs = this.pace.pauseMs;
        this.#isBack();
      } catch (error) {
        if (this.#giveUp.signal.aborted) return;
        const { message, isForNow, afterMs } = asRefusal(error);
        if (!isForNow) {
          this.#drop(this.queue.accept(batch), message);
          continue;
        }
        this.#isAway(message);
        this.#failedAtMs = Date.now();
        // A listener that says `Retry-After: 0` is not asked again at once.
        const waitMs = Math.min(Math.max(afterMs ?? 0, pauseMs), this.pace.mostPauseMs);
        await this.#pause(waitMs);
        pauseMs = Math.min(2 * pauseMs, this.pace.mostPauseMs);
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    const signal = AbortSignal.any([this.#giveUp.signal, this.#hurry.signal]);
    await sleep(ms, undefined, { signal }).catch(() => undefined);
    this.#hurry = new AbortController();
  }

  #isAway(problem: string): void {
    this.#lastProblem = problem;
    if (this.#awaySinceMs !== undefined) return;
    this.#awaySinceMs = Date.now();
    this.say(`${this.sink.name} does not take anything now, it waits on disk: ${problem}`);
  }

  #isBack(): void {
    if (this.#awaySinceMs === undefined) return;
    this.#awaySinceMs = undefined;
    this.say(`${this.sink.name} takes what comes again`);
  }
}

/**
 * Checks before the run that a listener accepts requests.
 * @returns why it does not; undefined when it does
 */
export async function checkSink(sink: Sink, answerMs: number): Promise<string | undefined> {
  const { path, headers, body } = sink.probe();
  try {
    return sink.probed(await post(sink.url + path, headers, body, AbortSignal.timeout(answerMs)));
  } catch (error) {
    return asRefusal(error).message;
  }
}

async function send(
  sink: Sink,
  lines: readonly string[],
  answerMs: number,
  giveUp: AbortSignal,
): Promise<void> {
  const ask = ({ path, headers, body }: SinkRequest) =>
    within(answerMs, giveUp, (signal) => post(sink.url + path, headers, body, signal));
  const reply = await ask(sink.request(lines));
  if (reply.status < 200 || reply.status >= 300) throw refused(reply);
  const wrong = sink.refused?.(reply);
  if (wrong !== undefined) throw new Refusal(wrong, false);
  const later = sink.confirmation?.(reply);
  if (!later) return;
  const endMs = Date.now() + answerMs;
  while (Date.now() < endMs) {
    if (later.isConfirmed(await ask(later))) return;
    await sleep(later.everyMs, undefined, { signal: giveUp });
  }
  throw new Refusal('it did not confirm what it took', true);
}

/**
 * Sends a request. It follows no redirect, so that only the configured address is contacted. A server that answers 415 to a
 * compressed body gets it again as it is.
 */
async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  signal: AbortSignal,
): Promise<Reply> {
  const ask = async (encoding: Readonly<Record<string, string>>, bytes: Buffer) =>
    fetch(url, {
      method: 'POST',
      headers: { ...headers, ...encoding },
      body: new Uint8Array(bytes),
      redirect: 'manual',
      signal,
    });
  let reply: Response;
  if (headers['content-encoding']) reply = await ask({}, body);
  else {
    reply = await ask({ 'content-encoding': 'gzip' }, await zip(body));
    if (reply.status === UNSUPPORTED) {
      await reply.body?.cancel();
      reply = await ask({}, body);
    }
  }
  const text = await answerText(reply, LONGEST_ANSWER);
  const seconds = Number(reply.headers.get('retry-after') ?? Number.NaN);
  return { status: reply.status, text, ...(Number.isFinite(seconds) && { afterMs: seconds * 1_000 }) };
}

function refused({ status, text, afterMs }: Reply): Refusal {
  const said = text.trim() === '' ? '' : `: ${text.trim().slice(0, 200)}`;
  const isForNow = FOR_NOW.includes(status) || status >= SERVER_ERRORS;
  return new Refusal(`it answered ${status}${said}`, isForNow, afterMs);
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(unreachableText(error), true);
}
