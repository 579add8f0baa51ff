import { sleep } from 'k6';
import * as exec from 'k6/execution';
import type { Cause, JobCause } from '../../core/names';
import type { Pause } from '../../core/spec/pause';
import { counted } from '../../core/text/counted';
import { blocks } from '../measure/call-guards';
import { type Caller, IterationEnded, type Session } from '../measure/calls';
import { now } from '../measure/clock';
import { warnOnce } from '../measure/log';
import * as metrics from '../measure/metrics';
import { countedError, scriptError } from '../measure/script-error';
import { timersLeft } from '../measure/timers';
import { newTrace } from '../measure/traceparent';
import { writeMark } from './mark';

/** Declaration of a journey. Durations are texts, such as `30s`. */
export interface JourneyDeclaration {
  /** Time between two iterations of one user, or `once`: one iteration for each user. */
  readonly every: string;
  /** The longest time of one iteration. */
  readonly maxDuration: string;
  /** Name of a duration variable added to `maxDuration`. */
  readonly extraTime?: string;
  /**
   * Think time between two calls, such as `1s-3s`: how long `pause` of an iteration waits. All pauses must fit into
   * `maxDuration`.
   */
  readonly pause?: string;
  /** Tags by which `-e TAGS=…` chooses the journey. */
  readonly tags: readonly string[];
  /**
   * Calls of one iteration, in order. The plan counts samples by them, and thresholds on other calls are left out when only
   * some journeys run.
   */
  readonly calls: readonly string[];
  /** Causes with which the journey calls `fail` of an iteration. */
  readonly causes?: readonly JobCause[];
  /**
   * The suite's own metrics that an iteration measures. Thresholds on other metrics are left out when only some journeys
   * run.
   */
  readonly metrics?: readonly string[];
  /** Share of the iterations among the journeys with the same period. Absent: the journey has the period for itself. */
  readonly weight?: number;
}

/** A declared journey with the function that runs one iteration. */
export interface Journey extends JourneyDeclaration {
  readonly run: (iteration: Iteration) => void | Promise<void>;
}

/** Longest time of a call without a deadline of its own, in ms. */
const CALL_DEADLINE_MS = 5_000;

/** Declares a journey. Its durations are parsed when a run is planned; virtual users keep only the function. */
export function defineJourney(declaration: JourneyDeclaration, run: Journey['run']): Journey {
  return __VU === 0 ? { ...declaration, run } : ({ run } as Journey);
}

/** One iteration of a journey by one virtual user. */
export class Iteration implements Caller {
  readonly phase = 'load';
  readonly trace: Caller['trace'];
  pausedMs = 0;
  isOver = false;
  openCalls = 0;
  private startMs = now();
  private cause: Cause | undefined;
  private pauses = 0;
  /** Time in calls, in ms, and when the last one ended. */
  private callsMs = 0;
  private lastCallMs = this.startMs;

  /**
   * @param number number of the iteration, from 0, unique in the run and journey, over all instances
   * @param mark text that every record made in this run must carry
   * @param declared calls that the journey declares
   * @param causes causes that the journey declares
   */
  constructor(
    readonly number: number,
    readonly mark: string,
    readonly session: Session | undefined,
    readonly maxDurationMs: number,
    private readonly pauseMs?: Pause,
    readonly declared?: readonly string[],
    private readonly causes?: readonly JobCause[],
  ) {
    this.trace = newTrace(number);
  }

  deadlineMs(atMs: number, ownMs = CALL_DEADLINE_MS): number {
    const leftMs = this.leftMs(atMs);
    return leftMs < ownMs ? leftMs : ownMs;
  }

  leftMs(atMs: number): number {
    return this.startMs + this.maxDurationMs - atMs;
  }

  callFailed(cause: Cause): void {
    this.cause ??= cause;
  }

  callEnded(durationMs: number): void {
    this.callsMs += durationMs;
    this.lastCallMs = now();
  }

  lost(ms: number): void {
    this.startMs += ms;
  }

  /**
   * Returns the run's mark with the number of the iteration, which the names of its records must carry: see `mark` of the
   * suite.
   */
  marked(): string {
    return writeMark(this.mark, this.number);
  }

  /**
   * Makes the iteration fail although its calls succeeded, because the system did not do what was expected after its
   * answers.
   * @throws {TypeError} when the journey does not declare the cause: no figure would have a row for it
   */
  fail(cause: JobCause, detail: string): void {
    if (this.isOver) {
      this.tooLate(`fail("${cause}")`);
      return;
    }
    const { causes = [] } = this;
    if (!causes.includes(cause))
      throw countedError(
        this.where(),
        new TypeError(
          `fail("${cause}"): the journey does not declare this cause: add it to the journey's causes, [${causes.map((one) => `'${one}'`).join(', ')}]`,
        ),
      );
    warnOnce('journey', String(exec.vu.metrics.tags.journey), cause, detail);
    this.callFailed(cause);
  }

  /** Waits for the think time that the journey declares. It counts in no duration, but in the time of the iteration. */
  pause(): void {
    if (this.isOver) {
      this.tooLate('pause()');
      return;
    }
    if (!this.pauseMs)
      throw countedError(this.where(), new Error('the journey declares no pause: write one, such as 1s-3s'));
    blocks(this, 'pause()');
    this.pauses += 1;
    const [minMs, maxMs] = this.pauseMs;
    const start = now();
    const leftMs = this.leftMs(start);
    sleep(Math.max(0, Math.min(leftMs, minMs + Math.random() * (maxMs - minMs))) / 1_000);
    this.pausedMs += now() - start;
  }

  /** Handles an exception of the journey. */
  threw(error: unknown, journey: string): void {
    if (error instanceof IterationEnded) {
      this.callFailed(error.iterationCause);
      return;
    }
    this.cause = 'script_error';
    scriptError(` in journey ${journey}`, error);
  }

  /**
   * Records the iteration. When it ran out of time, that is its cause, whatever the cause of the interrupted call.
   * @param delayMs how late it started, in ms
   */
  end(delayMs: number): void {
    this.isOver = true;
    const takenMs = now() - this.startMs;
    const durationMs = takenMs - this.pausedMs;
    const left = timersLeft();
    if (left > 0)
      this.isToBlame(
        `it returned and left ${counted(left, 'timer')}, which ${left === 1 ? 'keeps' : 'keep'} its virtual user busy: await what they do, or clear them`,
      );
    const slow = this.ownWait(takenMs);
    if (slow !== undefined) this.isToBlame(slow);
    const isLate = takenMs >= this.maxDurationMs && this.cause !== 'script_error';
    const cause = isLate ? 'journey_timeout' : this.cause;
    metrics.journeyDuration.add(durationMs);
    metrics.journeyResponse.add(delayMs + durationMs);
    metrics.journeyFailed.add(cause === undefined ? 0 : 1);
    if (cause !== undefined) metrics.journeyFailures.add(1, { cause });
  }

  /** Counts an error of the script that made the iteration fail. */
  private isToBlame(why: string): void {
    this.cause = 'script_error';
    scriptError(this.where(), why);
  }

  /** What the iteration is told after it has returned is in no figure. */
  private tooLate(what: string): void {
    scriptError(this.where(), `${what} after the iteration returned: await what calls it`);
  }

  /**
   * Says why the script, and not the system, made the iteration run out of time; undefined when it did not. An iteration that
   * polls for work of the system waits between calls too, but it ends by a call or by `fail`.
   */
  private ownWait(takenMs: number): string | undefined {
    const { maxDurationMs, callsMs } = this;
    const isOutOfTime =
      takenMs >= maxDurationMs && (this.cause === undefined || this.cause === 'journey_timeout');
    if (!isOutOfTime) return undefined;
    const room = Math.max(1, (this.declared ?? []).length - 1);
    const [, longestMs] = this.pauseMs ?? [0, 0];
    if (this.pauses > room && callsMs < maxDurationMs - room * longestMs)
      return `it ran out of its ${showMs(maxDurationMs)} by its pauses: it made ${this.pauses}, and its calls declare ${counted(room, 'pause')}: name each call of an iteration in calls, or write a longer maxDuration`;
    const inTimeMs = this.lastCallMs - this.startMs;
    if (this.cause !== undefined || inTimeMs >= maxDurationMs) return undefined;
    return `it took ${showMs(takenMs)} of at most ${showMs(maxDurationMs)}, and its last call ended after ${showMs(inTimeMs)}: the script itself waited or computed for the rest, or the load generator had no CPU for it. Write a longer maxDuration, or end it by fail() if it waits for the system`;
  }

  private where(): string {
    return ` in journey ${exec.vu.metrics.tags.journey}`;
  }
}

function showMs(ms: number): string {
  return `${Math.round(ms) / 1_000} s`;
}

/** Runs one iteration and records it, whatever happens in it. @param delayMs how late it starts, in ms */
export function runIteration(
  name: string,
  journey: Journey,
  iteration: Iteration,
  delayMs: number,
): void | Promise<void> {
  metrics.scheduleDelay.add(delayMs);
  try {
    if (iteration.session && Date.now() >= iteration.session.renewAtMs) iteration.session.renew(iteration);
    const running = journey.run(iteration);
    if (running instanceof Promise || isPromiseLike(running))
      return Promise.resolve(running)
        .catch((error) => iteration.threw(error, name))
        .then(() => iteration.end(delayMs));
  } catch (error) {
    iteration.threw(error, name);
  }
  iteration.end(delayMs);
}

/**
 * Whether a journey returned an object that is not a `Promise` but can be awaited, such as a library's own promise.
 * @throws {TypeError} when the journey is a generator function: it returned a generator, and none of its code has run
 */
function isPromiseLike(running: unknown): boolean {
  if (typeof running !== 'object' || running === null) return false;
  const { then, next } = running as { readonly then?: unknown; readonly next?: unknown };
  if (typeof next === 'function')
    throw new TypeError('the journey is a generator function, which k6 does not run: write async and await');
  return typeof then === 'function';
}
