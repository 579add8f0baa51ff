import type { Cause, Phase, Protocol } from '../../core/names';
import { now } from './clock';
import { log, warnOnce } from './log';
import * as metrics from './metrics';

/** Who makes a call: an iteration of a journey, set-up or clean-up. */
export interface Caller {
  readonly phase: Phase;
  /** Whose session goes along; undefined: none. */
  readonly session: Session | undefined;
  /** Time of the caller that is in none of its durations, in ms. */
  pausedMs: number;
  /** Whether the iteration has returned: a call that ends now is an error of the script, which did not wait for it. */
  readonly isOver?: boolean;
  /**
   * The longest a call that starts at `atMs` of the clock may take, in ms; 0 or less when there is no time left.
   * @param ownMs the call's own deadline; absent: the caller's for calls without
   */
  deadlineMs(atMs: number, ownMs?: number): number;
  /** The longest an iteration may take, in ms, and what is left of it at `atMs` of the clock; absent: it is no iteration. */
  readonly maxDurationMs?: number;
  leftMs?(atMs: number): number;
  /** Told of each call that failed for good, a retried one not. */
  callFailed(cause: Cause): void;
  /** Calls that the journey declares; absent: any may be made. */
  readonly declared?: readonly string[] | undefined;
  /** Told of time, in ms, that was k6's and not the system's: in no duration, and in no time that an iteration may take. */
  lost?(ms: number): void;
}

/** A signed-in account. */
export interface Session {
  /** Goes along with each call. */
  readonly metadata: Readonly<Record<string, string>>;
  /** When an iteration that begins has to renew it first, in ms since the epoch: before the server no longer takes it. */
  readonly renewAtMs: number;
  /** Signs in again, within the caller's time. @returns whether that worked */
  renew(caller: Caller): boolean;
}

/** What is wrong with a call, and how the one that told it worded it, in at most some 200 characters. */
export interface Failure {
  readonly cause: Cause;
  readonly detail: string;
}

/** Longest time of one call in set-up and clean-up, where nobody waits for a schedule. */
const PATIENT_DEADLINE_MS = 10_000;

/** Set-up or clean-up as a caller: patient, and not the end of anything when a call fails. */
export class PhaseCaller implements Caller {
  pausedMs = 0;
  /** Of the last call that failed. */
  failedBy: Cause | undefined;

  constructor(
    readonly phase: 'setup' | 'teardown',
    readonly session: Session | undefined,
  ) {}

  deadlineMs(_atMs: number, ownMs = PATIENT_DEADLINE_MS): number {
    return ownMs;
  }

  callFailed(cause: Cause): void {
    this.failedBy = cause;
  }
}

/**
 * Ends an iteration: what was to come is not done. Thrown by a call that the rest of the iteration depends on. No error: it is caught
 * by the iteration, and nobody needs its stack.
 */
export class IterationEnded {
  constructor(readonly iterationCause: Cause) {}
}

/**
 * The longest a call may take that starts now.
 * @param ownMs its own deadline
 * @throws {IterationEnded} when there is no time left for it
 */
export function timeLeft(caller: Caller, nowMs: number, ownMs?: number): number {
  const leftMs = caller.deadlineMs(nowMs, ownMs);
  if (leftMs <= 0) throw new IterationEnded('journey_timeout');
  return leftMs;
}

/**
 * Whether a new session gives a call that was refused another try. When it does, the refused attempt is no failed call: it
 * counts as a session renewed, and as a retry.
 * @param used metadata of the refused call, where the session may have been renewed since, by another call of the iteration
 */
export function isRenewed(caller: Caller, used?: Session['metadata']): boolean {
  const { session } = caller;
  if (!session) return false;
  try {
    const isNew = used !== undefined && session.metadata !== used;
    if (!(isNew || session.renew(caller)) || caller.deadlineMs(now()) <= 0) return false;
  } catch (error) {
    // The time of the iteration was up before the sign-in.
    if (error instanceof IterationEnded) return false;
    throw error;
  }
  metrics.retries.add(1);
  return true;
}

/** A call of the bundle, as metrics, thresholds and the summary know it. */
export interface CallName {
  readonly call: string;
  readonly protocol: Protocol;
  readonly isStream: boolean;
  /** Over gRPC, service and method in full: `pb.VacancyService/GetVacancy`. */
  readonly path?: string;
  /** Over HTTP, as it was written. */
  readonly route?: string;
}

/** Every call that the bundle can make; filled as the api files are loaded, where the run is planned. */
export const callNames: CallName[] = [];

/** Makes a call known to thresholds and summary. */
export function nameCall(name: CallName): void {
  if (__VU !== 0 || callNames.some(({ call, path }) => call === name.call && path === name.path)) return;
  callNames.push(name);
}

/** Names of gRPC calls by their path, where two services have a method of one name. */
let fullNames: Readonly<Record<string, string>> | undefined;

/** From here on these calls have these names. @param names by path */
export function useFullNames(names: Readonly<Record<string, string>> | undefined): void {
  fullNames = names;
}

/** What a gRPC call is called in all figures. */
export function grpcCallName(path: string, method: string): string {
  return fullNames?.[path] ?? method;
}

let areCounted = false;

/** From here on `calls` is added to: a threshold is on the number of calls, which k6 can hold only a counter against. */
export function countCalls(): void {
  areCounted = true;
}

/** No journey has this call in its figures, and its failure made no iteration fail. */
function endedLate(call: string): void {
  metrics.scriptErrors.add(1);
  log.error(`script error: ${call} ended after its iteration: await what callAsync returns`);
}

/** Records the calls of one name. */
export class CallRecorder {
  /** Built once: building them for each sample showed in the CPU per call. In the load k6 adds the scenario's own tags. */
  private readonly loadTags: Record<string, string>;
  /** Of the journey that was last seen to declare this call. */
  private declaredBy: readonly string[] | undefined;

  constructor(readonly call: string) {
    this.loadTags = { call };
  }

  /**
   * One attempt and how long it took, in ms; without a failure it went as expected.
   * @throws {Error} when the journey does not declare the call: no table has a row for it, and no threshold would be held against it
   */
  record(caller: Caller, durationMs: number, failure: Failure | undefined): void {
    if (caller.declared !== this.declaredBy) this.checkDeclared(caller);
    if (caller.isOver) endedLate(this.call);
    const tags = this.tagsOf(caller.phase);
    metrics.callDuration.add(durationMs, tags);
    if (areCounted) metrics.calls.add(1, tags);
    metrics.callFailed.add(failure === undefined ? 0 : 1, tags);
    if (failure === undefined) return;
    const { cause, detail } = failure;
    metrics.callFailures.add(1, { ...tags, cause });
    warnOnce('call', this.call, cause, detail);
  }

  /** Length of one reply's body in bytes; undefined when the reply does not tell it. */
  recordSize(caller: Caller, bytes: number | undefined): void {
    const tags = this.tagsOf(caller.phase);
    if (bytes === undefined) metrics.callUnsized.add(1, tags);
    else metrics.callBytes.add(bytes, tags);
  }

  /** One server stream read to its end; times in ms, no first message when there was none. */
  recordStream(
    caller: Caller,
    durationMs: number,
    messages: number,
    firstMessageMs: number | undefined,
  ): void {
    const tags = this.tagsOf(caller.phase);
    metrics.streamDuration.add(durationMs, tags);
    metrics.streamMessages.add(messages, tags);
    if (firstMessageMs !== undefined) metrics.streamFirstMessage.add(firstMessageMs, tags);
  }

  private checkDeclared({ declared }: Caller): void {
    if (declared && !declared.includes(this.call))
      throw new Error(
        `the journey makes the call "${this.call}" and does not declare it: add it to the journey's calls, [${declared.map((call) => `'${call}'`).join(', ')}]`,
      );
    this.declaredBy = declared;
  }

  private tagsOf(phase: Phase): Record<string, string> {
    return phase === 'load' ? this.loadTags : { call: this.call, phase };
  }
}
