import type { Phase } from '../names';
import type { ProbeResult } from '../verdict/probe-matrix';

/** Times in ms. `percentiles` by name: `p95`, `p99.9`. */
export interface Times {
  readonly count: number;
  readonly min: number;
  readonly avg: number;
  readonly med: number;
  readonly max: number;
  readonly percentiles: Readonly<Record<string, number>>;
  /** Those of the percentiles that lie between two samples, so that nothing took this long; absent when there are none. */
  readonly interpolated?: readonly string[];
  /** Of a metric of the suite's own: how many there would be if every iteration of its journeys had measured one. */
  readonly expected?: number;
}

/** What is known of the failures by one cause. */
export interface FailureFacts {
  /** When the first and the last one was seen, in ms since the epoch. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** How one of them was worded, the server's own words among it: secrets masked, at most 200 characters. */
  readonly example?: string;
}

/** All calls of one name in one phase. */
export interface CallStats {
  readonly call: string;
  readonly phase: Phase;
  readonly count: number;
  readonly failed: number;
  /** Failures by cause; sums to `failed`. */
  readonly causes: Readonly<Record<string, number>>;
  /** What else is known of each cause; only where it was read from samples. */
  readonly failures?: Readonly<Record<string, FailureFacts>>;
  /** Absent when there was no call. */
  readonly duration?: Times;
  /**
   * Mean bytes of the bodies of the replies, failed calls' too; only of HTTP calls, and only when each reply said how long it
   * is: a mean over some of them would be that of the short ones.
   */
  readonly meanBytes?: number;
  /** Only for calls that answer with a stream. */
  readonly stream?: {
    /** Streams that were opened, broken ones too. */
    readonly count?: number;
    readonly messages: number;
    readonly firstMessage?: Times;
  };
  /** How the durations spread: counts by bucket, ascending; only where it was read from samples. */
  readonly histogram?: readonly { readonly upToMs: number; readonly count: number }[];
}

/** All iterations of one journey. */
export interface JourneyStats {
  readonly journey: string;
  /** Iterations that the schedule holds; one that is due at the very end may be missing (`min`) or there (`max`). */
  readonly planned: { readonly min: number; readonly max: number };
  readonly started: number;
  readonly done: number;
  /** Arrivals that found no free virtual user. */
  readonly dropped: number;
  /** Started and not done: cut off. */
  readonly interrupted: number;
  /** Planned and neither started nor dropped. */
  readonly unaccounted: number;
  readonly failed: number;
  /** Failures by cause; sums to `failed`. */
  readonly causes: Readonly<Record<string, number>>;
  /** What else is known of each cause; only where it was read from samples. */
  readonly failures?: Readonly<Record<string, FailureFacts>>;
  readonly duration?: Times;
  /** From the scheduled start of an iteration. */
  readonly response?: Times;
  readonly delay?: Times;
}

/** One level of a load that rises in steps. */
export interface StepStats {
  /** From 1. */
  readonly number: number;
  /** Users at its end. */
  readonly users: number;
  /** Iterations due in it, and iterations started in it that were done. */
  readonly offered: number;
  readonly done: number;
  readonly failed: number;
  /** 95th percentile of the slowest journey's response, in ms. */
  readonly p95?: number;
  /** `p95` where it lies between two samples that are far apart; else absent. */
  readonly interpolated?: readonly string[];
  /** Thresholds that did not hold in it, by id. */
  readonly broken: readonly string[];
}

/** What happened within one second of the load. */
export interface SecondStats {
  /** Start of the second, in s after the start of the load. */
  readonly second: number;
  /** Iterations due, started and dropped. */
  readonly due: number;
  readonly started: number;
  readonly dropped: number;
  /** Iterations under way at the end of the second. */
  readonly active: number;
  /** Longest schedule delay of the iterations that started, in ms; absent when none did. */
  readonly delayMaxMs?: number;
  /** Iterations under way in the mean of the second; only where it was read from samples. */
  readonly activeMean?: number;
  /** Bytes received by the whole run. */
  readonly bytes: number;
  /** 95th percentile of all its calls together, in ms; absent when there was none. */
  readonly p95?: number;
  /** By call; calls that did not happen are left out. Times in ms. */
  readonly calls: Readonly<Record<string, SecondCallStats>>;
}

export interface SecondCallStats {
  readonly count: number;
  readonly failed: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** Those of the percentiles that lie between two samples that are far apart; absent when there are none. */
  readonly interpolated?: readonly string[];
}

/** Durations by window of time, so that figures of a part of the load can be made. */
export interface Windows {
  /** Length of one, in s; the first begins with the load. */
  readonly seconds: number;
  /** How many there are. */
  readonly length: number;
  /** By how much the bound of a bucket is above that of the one before: bucket n holds up to `growth ** n` ms. */
  readonly growth: number;
  /** By call, in order of time: the calls with most samples. `null`: none of it was in that window. */
  readonly calls: Readonly<Record<string, readonly (CallWindow | null)[]>>;
}

/** One call within one window. */
export interface CallWindow {
  readonly failed: number;
  /** Number of the first bucket, and how many durations lie in it and in each of those after it. */
  readonly first: number;
  readonly counts: readonly number[];
}

/** Everything a run measured; the one object that the verdict and every report are made from. */
export interface Aggregate {
  /** Length of the load in ms, which rates are taken over: as planned, or how long it lasted when it was stopped. */
  readonly loadMs: number;
  readonly calls: readonly CallStats[];
  readonly journeys: readonly JourneyStats[];
  /** By second, in order; only where it was read from samples. */
  readonly seconds?: readonly SecondStats[];
  /** Only where it was read from samples. */
  readonly windows?: Windows;
  /** Bytes that the whole run received; only where it was read from samples. */
  readonly bytesReceived?: number;
  /** Durations of all calls of the load together, failed ones too; only where it was read from samples. */
  readonly loadCalls?: Times;
  /** Only of a load that has more than one level. */
  readonly steps?: readonly StepStats[];
  /** Who was let in where: only of a suite that probes a service with credentials that must not open it. */
  readonly probes?: readonly ProbeResult[];
  /** How late timers of an idle virtual user fired; absent when nobody watched. */
  readonly generatorLag?: Times;
  readonly scriptErrors: number;
  readonly sessionsRenewed: number;
  readonly retries: number;
  readonly recordsLeft: number;
  /** `none`: the system has no call that removes records, so `recordsLeft` says nothing. */
  readonly cleanUp?: 'none';
  /** What the suite measures beside calls and journeys, by name: times in ms, or a count. */
  readonly custom?: Readonly<Record<string, Times | { readonly count: number }>>;
}

/** The stats of one call in one phase, if there are any. */
export function callStats(aggregate: Aggregate, call: string, phase: Phase): CallStats | undefined {
  return aggregate.calls.find((stats) => stats.call === call && stats.phase === phase);
}

/** The times that a metric of the suite's own holds, if there are any. */
export function timesOf({ custom }: Aggregate, metric: string): Times | undefined {
  const figures = custom?.[metric];
  return figures && 'percentiles' in figures ? figures : undefined;
}
