import type { Phase } from '../names';
import type { SlowCall, TraceOf } from '../telemetry/trace';
import type { ProbeResult } from '../verdict/probe-matrix';

/** Figures of one series of times, in ms. `percentiles` has their names as keys: `p95`, `p99.9`. */
export interface Times {
  readonly count: number;
  readonly min: number;
  readonly avg: number;
  readonly med: number;
  readonly max: number;
  readonly percentiles: Readonly<Record<string, number>>;
  /**
   * Names of the percentiles that lie between two samples that are far apart: nothing took this long. Absent when there are
   * none.
   */
  readonly interpolated?: readonly string[];
  /** Only for the suite's own metrics: how many samples there would be if every iteration of their journeys had measured one. */
  readonly expected?: number;
}

/** When the failures with one cause happened, and an example of them. */
export interface FailureFacts {
  /** Times of the first and the last failure, in ms since the epoch. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** Text of one of these failures, which may quote the server. Secrets are masked. At most 200 characters. */
  readonly example?: string;
  /** Trace of the first of these failures whose trace was sampled, else of the first one. Absent when tracing is off. */
  readonly trace?: TraceOf;
}

/** All calls of one name in one phase. */
export interface CallStats {
  readonly call: string;
  readonly phase: Phase;
  readonly count: number;
  readonly failed: number;
  /** Failures by cause. Their sum is `failed`. */
  readonly causes: Readonly<Record<string, number>>;
  /** How many of the failures a retry repaired, as the server had said when to come back. Absent when there was none. */
  readonly repaired?: number;
  /** First time, last time and an example of each cause. Absent when the figures come from k6's summary. */
  readonly failures?: Readonly<Record<string, FailureFacts>>;
  /** Absent when there was no call. */
  readonly duration?: Times;
  /**
   * Mean size of the replies' bodies in bytes, failed calls included. Only for HTTP calls, and only when every reply told
   * its size: otherwise the mean would be that of the short replies.
   */
  readonly meanBytes?: number;
  /** Only for calls that answer with a stream. */
  readonly stream?: {
    /** Streams that were opened, including those that broke off. */
    readonly count?: number;
    readonly messages: number;
    readonly firstMessage?: Times;
    /** Longest time between two messages, one for each stream with at least two. */
    readonly longestGap?: Times;
  };
  /** Distribution of the durations: counts by bucket, ascending. Absent when the figures come from k6's summary. */
  readonly histogram?: readonly { readonly upToMs: number; readonly count: number }[];
}

/** All iterations of one journey. */
export interface JourneyStats {
  readonly journey: string;
  /** Iterations that are planned. An iteration that is due at the very end may start (`max`) or not (`min`). */
  readonly planned: { readonly min: number; readonly max: number };
  readonly started: number;
  readonly done: number;
  /** Iterations that found no free virtual user. */
  readonly dropped: number;
  /** Iterations that started and did not come to their end. */
  readonly interrupted: number;
  /** Planned iterations that neither started nor were dropped, without those that were too late. */
  readonly unaccounted: number;
  /**
   * Iterations that were due just before the end of the load and did not start: the generator was late, and k6 starts no
   * iteration after the end of a scenario. Absent when there are none.
   */
  readonly tooLate?: number;
  readonly failed: number;
  /** Failures by cause. Their sum is `failed`. */
  readonly causes: Readonly<Record<string, number>>;
  /** First time, last time and an example of each cause. Absent when the figures come from k6's summary. */
  readonly failures?: Readonly<Record<string, FailureFacts>>;
  readonly duration?: Times;
  /** Time from the scheduled start of an iteration to its end. */
  readonly response?: Times;
  readonly delay?: Times;
}

/** One level of a load that rises in steps. */
export interface StepStats {
  /** Number of the step, from 1. */
  readonly number: number;
  /** Users at the end of the step. */
  readonly users: number;
  /** Iterations that are due in the step, and iterations that started in it and came to their end. */
  readonly offered: number;
  readonly done: number;
  readonly failed: number;
  /** 95th percentile of the response time of the slowest journey, in ms. */
  readonly p95?: number;
  /** `['p95']` when it lies between two samples that are far apart. Otherwise absent. */
  readonly interpolated?: readonly string[];
  /** IDs of the thresholds that did not hold in the step. */
  readonly broken: readonly string[];
}

/** What happened within one second of the load. */
export interface SecondStats {
  /** Start of the second, in s after the start of the load. */
  readonly second: number;
  /** Iterations that were due, that started and that were dropped. */
  readonly due: number;
  readonly started: number;
  readonly dropped: number;
  /** Iterations under way at the end of the second. */
  readonly active: number;
  /** Longest schedule delay of the iterations that started, in ms. Absent when none started. */
  readonly delayMaxMs?: number;
  /** Mean number of iterations under way during the second. Absent when the figures come from k6's summary. */
  readonly activeMean?: number;
  /** Bytes received by the whole run. */
  readonly bytes: number;
  /** 95th percentile of all calls of the second together, in ms. Absent when there was none. */
  readonly p95?: number;
  /** Failed calls by cause. Absent when none failed. */
  readonly causes?: Readonly<Record<string, number>>;
  /** Failed iterations by cause. Absent when none failed. */
  readonly iterationCauses?: Readonly<Record<string, number>>;
  /** Figures by call, times in ms. Calls that did not happen are left out. */
  readonly calls: Readonly<Record<string, SecondCallStats>>;
}

export interface SecondCallStats {
  readonly count: number;
  readonly failed: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** Names of the percentiles that lie between two samples that are far apart. Absent when there are none. */
  readonly interpolated?: readonly string[];
}

/** Durations by window of time, from which figures of any part of the load can be made. */
export interface Windows {
  /** Length of one window, in s. The first window begins with the load. */
  readonly seconds: number;
  /** Number of windows. */
  readonly length: number;
  /** Ratio of the upper bounds of two neighbouring buckets: bucket n holds durations up to `growth ** n` ms. */
  readonly growth: number;
  /** Windows by call, in order of time, for the calls with most samples. `null`: the call did not happen in that window. */
  readonly calls: Readonly<Record<string, readonly (CallWindow | null)[]>>;
}

/** One call within one window. */
export interface CallWindow {
  readonly failed: number;
  /** Number of the first bucket. `counts` has the number of durations in that bucket and in each one after it. */
  readonly first: number;
  readonly counts: readonly number[];
}

/** The growth of an observed series under constant load. */
export interface Leak {
  /** Slope per hour, in the unit of the series, and its 95 % interval. */
  readonly perHour: number;
  readonly low: number;
  readonly high: number;
  /** Growth as a share of the first value, over `lengthMs` after the warm-up. */
  readonly growth: number;
  readonly lengthMs: number;
}

/** One series of another system, observed during the load. */
export interface ObservedStats {
  readonly name: string;
  /** Name of the source in the environment. */
  readonly source: string;
  readonly from: string;
  /** `%` (values are shares of 1), `bytes`, `ms`, or any other word. */
  readonly unit: string;
  /** Figures of the values, in the unit. Absent when there are no values. */
  readonly figures?: Times;
  /** Number of values that were to be expected without silence. Absent when the source was never silent. */
  readonly expected?: number;
  /** How long the source gave no value during the load, in ms, and why the first time. Absent when it was never silent. */
  readonly silent?: { readonly ms: number; readonly why: string };
  /** Largest age of a value when it was read, in ms. Absent when the source does not give the time of its values. */
  readonly ageMaxMs?: number;
  /** Absent when the series does not leak, or the load was not constant for long enough to find out. */
  readonly leak?: Leak;
  /** Largest value of each `seconds` of the load, from its start; `null` where there was none. */
  readonly points: { readonly seconds: number; readonly values: readonly (number | null)[] };
}

/** Virtual users of a warm-up: those that began, those that finished in time, and those that finished without a connection. */
export interface WarmUpStats {
  readonly started: number;
  readonly ended: number;
  readonly failed: number;
  /** Cause of the first of them. Absent when the figures come from k6's summary. */
  readonly cause?: string;
}

/** Everything that a run measured: the one object that the verdict and every report are made from. */
export interface Aggregate {
  /** Length of the load in ms, by which rates are calculated: as planned, or up to the stop when the load was stopped. */
  readonly loadMs: number;
  readonly calls: readonly CallStats[];
  readonly journeys: readonly JourneyStats[];
  /** Figures by second, in order. Absent when the figures come from k6's summary. */
  readonly seconds?: readonly SecondStats[];
  /** Absent when the figures come from k6's summary. */
  readonly windows?: Windows;
  /** Bytes that the whole run received. Absent when the figures come from k6's summary. */
  readonly bytesReceived?: number;
  /** Durations of all calls of the load together, failed calls included. Absent when the figures come from k6's summary. */
  readonly loadCalls?: Times;
  /** Absent when the load has only one level. */
  readonly steps?: readonly StepStats[];
  /** What each probe found. Only for a suite that calls a service with credentials that must be refused. */
  readonly probes?: readonly ProbeResult[];
  /** How late the timers of an idle virtual user fired. Absent when no virtual user watched the generator. */
  readonly generatorLag?: Times;
  /** The slowest calls of the load among those with the sampled flag, the slowest first. Absent when tracing is off. */
  readonly slowCalls?: readonly SlowCall[];
  /** Virtual users that connected before the load. Absent when there was no warm-up. */
  readonly warmUp?: WarmUpStats;
  readonly scriptErrors: number;
  readonly sessionsRenewed: number;
  readonly retries: number;
  readonly recordsLeft: number;
  /** `none`: the system has no call that removes records, so `recordsLeft` means nothing. */
  readonly cleanUp?: 'none';
  /** The suite's own metrics by name: times in ms, or a count. */
  readonly custom?: Readonly<Record<string, Times | { readonly count: number }>>;
  /** Series of other systems. Absent when the environment observes none. */
  readonly observed?: readonly ObservedStats[];
}

/** Finds the figures of one call in one phase. */
export function callStats(aggregate: Aggregate, call: string, phase: Phase): CallStats | undefined {
  return aggregate.calls.find((stats) => stats.call === call && stats.phase === phase);
}

/** Finds the times of one of the suite's own metrics. */
export function timesOf({ custom }: Aggregate, metric: string): Times | undefined {
  const figures = custom?.[metric];
  return figures && 'percentiles' in figures ? figures : undefined;
}
