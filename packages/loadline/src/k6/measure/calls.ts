import type { Cause, Phase, Protocol } from '../../core/names';
import { now } from './clock';
import { warnOnce } from './log';
import * as metrics from './metrics';
import { scriptError } from './script-error';
import { type CallTrace, isSampled, newTrace, withMetadata } from './traceparent';

/** The part of a run that makes a call: an iteration of a journey, set-up or clean-up. */
export interface Caller {
  readonly phase: Phase;
  /** Session that is sent with each call; undefined: none. */
  readonly session: Session | undefined;
  /** The trace that the calls belong to. Absent: tracing is off. */
  readonly trace?: CallTrace | undefined;
  /** Time of pauses and renewals so far, in ms. It is subtracted from the duration of the iteration. */
  pausedMs: number;
  /** Whether the iteration has returned. A call that ends after it is a script error, because the script did not wait for it. */
  readonly isOver?: boolean;
  /** Calls of the iteration that do not block and have not ended. Absent in set-up and clean-up. */
  openCalls?: number;
  /**
   * Returns how long a call that starts at `atMs` of the clock may take, in ms. 0 or less: no time is left.
   * @param ownMs the call's own deadline; absent: the caller's default
   */
  deadlineMs(atMs: number, ownMs?: number): number;
  /**
   * The longest time of an iteration, in ms. `leftMs` returns what is left of it at `atMs` of the clock. Both are absent in
   * set-up and clean-up.
   */
  readonly maxDurationMs?: number;
  leftMs?(atMs: number): number;
  /** Called for each call that failed in the end, but not for an attempt that is retried. */
  callFailed(cause: Cause): void;
  /** Calls that the journey declares. Absent: any call may be made. */
  readonly declared?: readonly string[] | undefined;
  /** Called when an attempt has ended, with its duration in ms. */
  callEnded?(durationMs: number): void;
  /** Called with time, in ms, that k6 lost, not the system. It counts neither in a duration nor in the time of the iteration. */
  lost?(ms: number): void;
}

/** A signed-in account. */
export interface Session {
  /** Metadata or headers that are sent with each call. */
  readonly metadata: Readonly<Record<string, string>>;
  /**
   * From when on an iteration must renew the session before it begins, in ms since the epoch. It is earlier than the end of
   * the session.
   */
  readonly renewAtMs: number;
  /** Makes the header `authorization` of one HTTP request. Absent: `metadata` is all that is sent. */
  readonly authorization?: ((method: string, url: string) => string) | undefined;
  /** Signs in again, within the caller's time. @returns whether that succeeded */
  renew(caller: Caller): boolean;
}

/** Why a call failed. `detail` is the text of the error, of some 200 characters at most. */
export interface Failure {
  readonly cause: Cause;
  readonly detail: string;
}

/** Longest time of one call in set-up and clean-up, in ms. They have no schedule, so it is longer than in the load. */
const PATIENT_DEADLINE_MS = 10_000;

/** Set-up or clean-up as a caller. A failed call does not end it. */
export class PhaseCaller implements Caller {
  readonly trace = newTrace();
  pausedMs = 0;
  /** Cause of the last failed call. */
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
 * Ends an iteration early. A call on which the rest of the iteration depends throws it. It is not an Error, because the
 * iteration catches it and nobody needs its stack.
 */
export class IterationEnded {
  constructor(readonly iterationCause: Cause) {}
}

/**
 * Returns how long a call that starts now may take, in ms.
 * @param ownMs its own deadline, in ms
 * @throws {IterationEnded} when no time is left
 */
export function timeLeft(caller: Caller, nowMs: number, ownMs?: number): number {
  const leftMs = caller.deadlineMs(nowMs, ownMs);
  if (leftMs <= 0) throw new IterationEnded('journey_timeout');
  return leftMs;
}

/**
 * Renews the session of a refused call. Returns whether the call may be tried again. Then the refused attempt is not a
 * failed call: it counts as a renewed session and as a retry.
 * @param used metadata of the refused call, when another call of the iteration may have renewed the session since
 */
export function isRenewed(caller: Caller, used?: Session['metadata']): boolean {
  const { session } = caller;
  if (!session) return false;
  try {
    const isNew = used !== undefined && session.metadata !== used;
    if (!(isNew || session.renew(caller)) || caller.deadlineMs(now()) <= 0) return false;
  } catch (error) {
    // The iteration ran out of time before the sign-in.
    if (error instanceof IterationEnded) return false;
    throw error;
  }
  metrics.retries.add(1);
  return true;
}

/** A call of the bundle, as metrics, thresholds and the summary name it. */
export interface CallName {
  readonly call: string;
  readonly protocol: Protocol;
  readonly isStream: boolean;
  /** Full name of service and method, for gRPC: `pb.VacancyService/GetVacancy`. */
  readonly path?: string;
  /** Route as declared, for HTTP. */
  readonly route?: string;
}

/** All calls that the bundle can make. Filled when the api files are loaded, in the script that plans the run. */
export const callNames: CallName[] = [];

/** Registers a call for thresholds and the summary. */
export function nameCall(name: CallName): void {
  if (__VU !== 0 || callNames.some(({ call, path }) => call === name.call && path === name.path)) return;
  callNames.push(name);
}

/** How a call is declared: this decides which options it takes. `sent`: those that take nothing but a deadline. */
export type DeclaredAs = 'http' | 'unary' | 'sent' | 'stream' | 'socket';

/** The options that a call was declared with. */
export interface DeclaredOptions {
  readonly call: string;
  readonly as: DeclaredAs;
  readonly options: object;
}

/** Options of all calls of the bundle; filled as the api files are loaded, where the run is planned: it looks at their names. */
export const declaredOptions: DeclaredOptions[] = [];

/** Keeps the options of a call for the plan. Virtual users do not look at them. */
export function declareOptions(call: string, as: DeclaredAs, options: object): void {
  if (__VU === 0) declaredOptions.push({ call, as, options });
}

/** Names of gRPC calls by path, when two services have a method of the same name. */
let fullNames: Readonly<Record<string, string>> | undefined;

/** Sets the names of calls. @param names names by path */
export function useFullNames(names: Readonly<Record<string, string>> | undefined): void {
  fullNames = names;
}

/** Returns the name of a gRPC call in all figures. */
export function grpcCallName(path: string, method: string): string {
  return fullNames?.[path] ?? method;
}

/** Set once for each virtual user, by the data of set-up. A parameter would have to be passed on by each call. */
let areCounted = false;

/**
 * Enables the metric `calls`. It is needed when a threshold bounds the rate of calls, because k6 can evaluate that only on a
 * Counter.
 */
export function countCalls(): void {
  areCounted = true;
}

/** Reports a call that ended after its iteration: it is in no figures of the journey, and its failure made no iteration fail. */
function endedLate(call: string): void {
  scriptError('', `${call} ended after its iteration: await what callAsync returns`);
}

/** The messages of one stream, and their times in ms. */
export class StreamTimes {
  messages = 0;
  /** From the start of the stream; undefined when there was no message. */
  firstMessageMs: number | undefined;
  /** Undefined when there were fewer than two messages. */
  longestGapMs: number | undefined;
  private lastMs: number;

  constructor(private readonly startMs: number) {
    this.lastMs = startMs;
  }

  /** Counts a message that has arrived. */
  arrived(atMs: number): void {
    if (this.messages === 0) this.firstMessageMs = atMs - this.startMs;
    else this.longestGapMs = Math.max(this.longestGapMs ?? 0, atMs - this.lastMs);
    this.messages += 1;
    this.lastMs = atMs;
  }
}

/** Records the calls of one name. */
export class CallRecorder {
  /** Built once, because building them for each sample costs measurable CPU. In the load, k6 adds the scenario's own tags. */
  private readonly loadTags: Record<string, string>;
  /** Declared calls of the journey that last passed the check. */
  private declaredBy: readonly string[] | undefined;

  constructor(readonly call: string) {
    this.loadTags = { call };
  }

  /**
   * Records one attempt and its duration in ms. Without a failure it was as expected.
   * @param traceparent what was sent with the call; absent when nothing was sent
   * @throws {Error} when the journey does not declare the call: no table would have a row for it, and no threshold would be
   * evaluated on it
   */
  record(caller: Caller, durationMs: number, failure: Failure | undefined, traceparent?: string): void {
    if (caller.declared !== this.declaredBy) this.checkDeclared(caller);
    this.ended(caller, durationMs);
    const tags = this.tagsOf(caller.phase);
    if (traceparent !== undefined && isSampled(traceparent))
      withMetadata(traceparent, () => metrics.callDuration.add(durationMs, tags));
    else metrics.callDuration.add(durationMs, tags);
    if (areCounted) metrics.calls.add(1, tags);
    metrics.callFailed.add(failure === undefined ? 0 : 1, tags);
    if (failure === undefined) return;
    const { cause, detail } = failure;
    const failed = () => metrics.callFailures.add(1, { ...tags, cause });
    if (traceparent === undefined) failed();
    else withMetadata(traceparent, failed);
    warnOnce('call', this.call, cause, detail);
  }

  /** Notes the end of an attempt, also of one that is in no figure. */
  ended(caller: Caller, durationMs: number): void {
    if (caller.isOver) endedLate(this.call);
    else caller.callEnded?.(durationMs);
  }

  /** Counts failed attempts of a call that succeeded in the end. They are among the failed calls, but failed no iteration. */
  recordRepaired(caller: Caller, attempts: number): void {
    metrics.callRepaired.add(attempts, this.tagsOf(caller.phase));
  }

  /** Records the size of one reply's body in bytes; undefined when the reply does not tell it. */
  recordSize(caller: Caller, bytes: number | undefined): void {
    const tags = this.tagsOf(caller.phase);
    if (bytes === undefined) metrics.callUnsized.add(1, tags);
    else metrics.callBytes.add(bytes, tags);
  }

  /** Records one stream that was read to its end. */
  recordStream(caller: Caller, durationMs: number, stream: StreamTimes): void {
    const { messages, firstMessageMs, longestGapMs } = stream;
    const tags = this.tagsOf(caller.phase);
    metrics.streamDuration.add(durationMs, tags);
    metrics.streamMessages.add(messages, tags);
    if (firstMessageMs !== undefined) metrics.streamFirstMessage.add(firstMessageMs, tags);
    // k6 cannot tell a 0 from no sample, and two messages may arrive together.
    if (longestGapMs !== undefined) metrics.streamLongestGap.add(Math.max(longestGapMs, 0.001), tags);
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
