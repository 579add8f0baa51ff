import type { Aggregate, CallStats } from '../../core/figures/aggregate';
import type { Phase } from '../../core/names';
import type { Verdict } from '../../core/verdict/judge';
import type { MetricSet } from './metrics';

/** Fields that all items of a run have in common. */
export interface Dimensions {
  readonly run: string;
  readonly test: string;
  readonly description?: string;
  readonly suite: string;
  readonly profile: string;
  readonly environment: string;
  readonly location?: string;
  readonly target: string;
  /** Number of the instance, when each instance sends its own figures. */
  readonly instance?: number;
  /** Name and version of the tested system, such as `request-api/1.4.2`. Absent while they are unknown. */
  readonly system?: string;
}

/** Failures of one call or journey with the same cause. */
export interface Failures {
  readonly of: 'call' | 'journey';
  readonly name: string;
  readonly phase: Phase;
  readonly cause: string;
  readonly occurrences: number;
  /** Error text of one of the failures. Absent when the log has not told it yet. */
  readonly example?: string;
  /** Trace of an example: as in the report, the first one whose trace was sampled, else the first one. Absent without tracing. */
  readonly traceId?: string;
  readonly traceSampled?: boolean;
  /** Address of that trace. Absent when the environment has no template of a link. */
  readonly traceLink?: string;
}

/** An event of a run. */
export type RunEvent =
  | { readonly type: 'start'; readonly users: number; readonly durationMs: number }
  | { readonly type: 'stop' }
  | {
      readonly type: 'verdict';
      readonly verdict: Verdict;
      readonly reasons: readonly string[];
      readonly warnings: readonly string[];
      readonly versions: string;
      readonly failures: readonly Failures[];
      /** Address of the report. */
      readonly link: string;
    };

/** A call: its figures since the start of the run, and what is new since the last snapshot. */
export interface CallSnapshot {
  readonly stats: CallStats;
  readonly newCount: number;
  readonly newFailed: number;
}

/** What a listener receives at one time: an event, or figures. */
export interface Snapshot {
  readonly atMs: number;
  readonly dimensions: Dimensions;
  readonly event?: RunEvent;
  readonly figures?: Figures;
  /** Only for listeners that receive metrics instead of items. */
  readonly metrics?: MetricSet;
}

/** Figures of a run at one time. */
export interface Figures {
  /** Time since the last figures, in s. */
  readonly seconds: number;
  /** Number of iterations in progress. */
  readonly active: number;
  /** Calls that were made since the last snapshot. */
  readonly calls: readonly CallSnapshot[];
  /** Failures since the last snapshot. */
  readonly failures: readonly Failures[];
}

/** Computes the difference between successive cumulative figures. */
export class Deltas {
  readonly #last = new Map<string, number>();
  #lastMs: number;

  constructor(startMs: number) {
    this.#lastMs = startMs;
  }

  /** The figures of a snapshot. Calls that were not made since the last one are left out. */
  next({ calls, journeys }: Aggregate, atMs: number): Figures {
    const seconds = Math.max(0.001, (atMs - this.#lastMs) / 1_000);
    this.#lastMs = atMs;
    return {
      seconds,
      active: journeys.reduce((sum, { started, done }) => sum + started - done, 0),
      calls: calls.flatMap((stats): CallSnapshot[] => {
        const { call, phase, count, failed } = stats;
        const newCount = this.#grown(`count ${phase} ${call}`, count);
        const newFailed = this.#grown(`failed ${phase} ${call}`, failed);
        return newCount === 0 && newFailed === 0 ? [] : [{ stats, newCount, newFailed }];
      }),
      failures: failuresOf({ calls, journeys }).flatMap((failures) => {
        const { of, name, phase, cause } = failures;
        const occurrences = this.#grown(`${of} ${phase} ${cause} ${name}`, failures.occurrences);
        return occurrences === 0 ? [] : [{ ...failures, occurrences }];
      }),
    };
  }

  #grown(key: string, now: number): number {
    const last = this.#last.get(key) ?? 0;
    this.#last.set(key, now);
    return now - last;
  }
}

/** All failures in an aggregate, each with an example if the aggregate has one. */
export function failuresOf({ calls, journeys }: Pick<Aggregate, 'calls' | 'journeys'>): Failures[] {
  const ofCalls = calls.flatMap(({ call: name, phase, causes, failures }) =>
    failuresBy({ of: 'call', name, phase }, causes, failures),
  );
  const ofJourneys = journeys.flatMap(({ journey: name, causes, failures }) =>
    failuresBy({ of: 'journey', name, phase: 'load' }, causes, failures),
  );
  return [...ofCalls, ...ofJourneys];
}

function failuresBy(
  of: Pick<Failures, 'of' | 'name' | 'phase'>,
  causes: CallStats['causes'],
  facts: CallStats['failures'] = {},
): Failures[] {
  return Object.entries(causes).map(([cause, occurrences]) => {
    const { example, trace } = facts[cause] ?? {};
    return {
      ...of,
      cause,
      occurrences,
      ...(example !== undefined && { example }),
      ...(trace && { traceId: trace.traceId, traceSampled: trace.isSampled }),
      ...(trace?.link !== undefined && { traceLink: trace.link }),
    };
  });
}
