import { sleep } from 'k6';
import * as exec from 'k6/execution';
import type { Cause, JobCause } from '../../core/names';
import type { Pause } from '../../core/spec/pause';
import { type Caller, IterationEnded, type Session } from '../measure/calls';
import { now } from '../measure/clock';
import { log, warnOnce } from '../measure/log';
import * as metrics from '../measure/metrics';
import { writeMark } from './mark';

/** What a journey declares; durations as text, such as `30s`. */
export interface JourneyDeclaration {
  /** One user's period, or `once`: one iteration for each user. */
  readonly every: string;
  /** The longest one iteration may take. */
  readonly maxDuration: string;
  /** Variable of the suite, a duration: so much longer may an iteration take. */
  readonly extraTime?: string;
  /** Think time between two calls, such as `1s-3s`: what `pause` of an iteration waits. An iteration has to fit with all of it. */
  readonly pause?: string;
  /** What `-e TAGS=…` chooses it by. */
  readonly tags: readonly string[];
  /** Calls of one iteration, in order: what a plan expects, and which thresholds a choice of journeys can hold. */
  readonly calls: readonly string[];
  /** What `fail` of an iteration is called with. */
  readonly causes?: readonly JobCause[];
  /** The suite's own metrics that an iteration measures: which of their thresholds a choice of journeys can hold. */
  readonly metrics?: readonly string[];
  /** Share among the journeys of the same period; absent: the period is this journey's own. */
  readonly weight?: number;
}

/** What one user does in one iteration. */
export interface Journey extends JourneyDeclaration {
  readonly run: (iteration: Iteration) => void | Promise<void>;
}

/** The longest a call of an iteration may take that has no deadline of its own. */
const CALL_DEADLINE_MS = 5_000;

/** Declares a journey. Its durations are read when a run is planned; virtual users keep only what they run. */
export function defineJourney(declaration: JourneyDeclaration, run: Journey['run']): Journey {
  return __VU === 0 ? { ...declaration, run } : ({ run } as Journey);
}

/** One iteration of a journey by one virtual user. */
export class Iteration implements Caller {
  readonly phase = 'load';
  pausedMs = 0;
  isOver = false;
  private startMs = now();
  private cause: Cause | undefined;

  /**
   * @param number from 0, unique in the run and journey, over all instances
   * @param mark text that every record made in this run has to carry
   * @param declared calls that the journey declares
   */
  constructor(
    readonly number: number,
    readonly mark: string,
    readonly session: Session | undefined,
    readonly maxDurationMs: number,
    private readonly pauseMs?: Pause,
    readonly declared?: readonly string[],
  ) {}

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

  lost(ms: number): void {
    this.startMs += ms;
  }

  /** The run's mark with the number of the iteration, as the names of its records have to carry it: see `mark` of the suite. */
  marked(): string {
    return writeMark(this.mark, this.number);
  }

  /** Makes the iteration a failed one whose calls went well: what the system did after its answers was not as expected. */
  fail(cause: JobCause, detail: string): void {
    warnOnce('journey', String(exec.vu.metrics.tags.journey), cause, detail);
    this.callFailed(cause);
  }

  /** Waits as long as the journey declares: in no duration, but in the time that an iteration may take. */
  pause(): void {
    if (!this.pauseMs) throw new Error('the journey declares no pause: write one, such as 1s-3s');
    const [minMs, maxMs] = this.pauseMs;
    const start = now();
    const leftMs = this.leftMs(start);
    sleep(Math.max(0, Math.min(leftMs, minMs + Math.random() * (maxMs - minMs))) / 1_000);
    this.pausedMs += now() - start;
  }

  /** Takes note of what the journey threw. */
  threw(error: unknown, journey: string): void {
    if (error instanceof IterationEnded) {
      this.callFailed(error.iterationCause);
      return;
    }
    this.cause = 'script_error';
    metrics.scriptErrors.add(1);
    log.error(
      `script error in journey ${journey}: ${error instanceof Error ? (error.stack ?? error) : error}`,
    );
  }

  /**
   * Records the iteration. One that ran out of time failed by that, whatever the call said that it cut short.
   * @param delayMs how late it started
   */
  end(delayMs: number): void {
    this.isOver = true;
    const takenMs = now() - this.startMs;
    const durationMs = takenMs - this.pausedMs;
    const isLate = takenMs >= this.maxDurationMs && this.cause !== 'script_error';
    const cause = isLate ? 'journey_timeout' : this.cause;
    metrics.journeyDuration.add(durationMs);
    metrics.journeyResponse.add(delayMs + durationMs);
    metrics.journeyFailed.add(cause === undefined ? 0 : 1);
    if (cause !== undefined) metrics.journeyFailures.add(1, { cause });
  }
}

/** Runs one iteration from start to record, whatever happens in it. @param delayMs how late it starts */
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
    if (running instanceof Promise)
      return running.catch((error) => iteration.threw(error, name)).then(() => iteration.end(delayMs));
  } catch (error) {
    iteration.threw(error, name);
  }
  iteration.end(delayMs);
}
