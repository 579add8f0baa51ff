import type { JobCause } from '../names';
import type { ObservedSeries } from '../observed/source';
import type { TraceSpec } from '../telemetry/trace';
import type { CallRow } from '../thresholds/k6-thresholds';
import type { Threshold } from '../thresholds/threshold';
import type { SuiteNames } from '../thresholds/threshold-names';
import type { EmptyFilter } from '../verdict/empty-filter';
import type { Probe } from '../verdict/probe-matrix';
import type { UnfinishedWork } from '../verdict/unfinished';
import type { Pause } from './pause';
import type { LoadCurve } from './profile';
import type { Planned, Schedule } from './schedule';
import type { LoadStep } from './steps';

/** Version of the format of `run.json`. loadline 0.1 wrote version 1. */
export const SPEC_VERSION = 2;

/**
 * Everything that is decided before a run starts: `run.json`. `RunControl` in the bundle makes it once. `bin/loadline`
 * hands the bundle the files as they are now; plain k6 uses those that were built in. Times are in ms. Secrets are masked.
 */
export interface RunSpec {
  readonly version: typeof SPEC_VERSION;
  /** Version of loadline that made the spec. */
  readonly loadline: string;
  /** Name of the test in the registry. Absent when k6 was started without loadline. */
  readonly test?: string;
  /** Versions of k6 and of the project (its git commit). Absent when k6 was started without loadline. */
  readonly versions?: Readonly<Record<string, string>>;
  readonly suite: string;
  readonly runId: string;
  /** The address under test. */
  readonly target: string;
  readonly profile: string;
  /** Users at the top of the load. */
  readonly users: number;
  /** Users over time. */
  readonly curve: LoadCurve;
  readonly loadMs: number;
  /** Time before the load in which all virtual users connect. No figure contains it. Absent: there is none. */
  readonly warmUpMs?: number;
  /** The journeys that were chosen. */
  readonly journeys: readonly JourneySpec[];
  /** Calls by phase: the rows of every report. */
  readonly calls: readonly CallRow[];
  /** Levels of the load, with the iterations that are due in each. Empty when there is only one level. */
  readonly steps: readonly (LoadStep & { readonly offered: number })[];
  readonly thresholds: readonly Threshold[];
  /** The suite's own metrics. */
  readonly metrics: OwnMetrics;
  /** The probe matrix of the suite: a cell that was not tried makes the run invalid. Absent when there is none. */
  readonly probes?: readonly Probe[];
  /** Causes of failures that the journeys declare. */
  readonly causes: readonly JobCause[];
  /** Number of sessions that set-up opens, in all instances together. */
  readonly sessions: number;
  /** Each setting with its source, for people. */
  readonly settings: readonly Setting[];
  /** Whether one user does each journey once. Profile, users, length and schedules are then not used. */
  readonly debug: boolean;
  /** k6 processes that share the load. */
  readonly instances: number;
  /** Whether k6 keeps no samples and evaluates no thresholds. */
  readonly flat: boolean;
  /** Whether the samples of the run went elsewhere, so that its figures are k6's own. Absent: they come from the samples. */
  readonly figures?: 'k6';
  /** How long set-up waits at most until the system has drained. Absent when it does not wait. */
  readonly drainWithinMs?: number;
  /** The fault that `loadline prove` injects into the load, in words. Absent in a run without a fault. */
  readonly fault?: string;
  /** Id of the proof or of the search for the capacity that made the run. Absent in a run that somebody started. */
  readonly madeBy?: string;
  /** `none`: the system has no call that removes records, so those that are left are not counted. */
  readonly cleanUp?: 'none';
  /** How calls are identified for the tracing of the tested system. Absent: tracing is off. */
  readonly trace?: TraceSpec;
  /** Series of other systems that are observed during the load, with their thresholds. Absent when there are none. */
  readonly observed?: readonly ObservedSeries[];
}

/** One journey of a run. */
export interface JourneySpec {
  readonly name: string;
  /** Time between two iterations of one user. `once`: each user does one iteration. */
  readonly everyMs: number | 'once';
  /** The longest one iteration may take. */
  readonly maxDurationMs: number;
  /** Think time between calls. */
  readonly pauseMs?: Pause;
  readonly schedule: Schedule;
  /** Planned iterations, in all instances together. */
  readonly planned: Planned;
  /** Virtual users, in all instances together. */
  readonly virtualUsers: number;
  /** Calls of one iteration, in order. */
  readonly calls: readonly string[];
  /** The suite's own metrics that the journey measures. */
  readonly metrics: readonly string[];
}

/** The suite's own metrics. */
export interface OwnMetrics {
  /** Kind of each metric, by name. */
  readonly kinds: Readonly<Record<string, MetricKind>>;
  /** Metrics that count what a filter found. */
  readonly filters: readonly EmptyFilter[];
  /** Metrics that count work that iterations leave to the system. */
  readonly unfinished: readonly UnfinishedWork[];
}

/** What a suite's own metric holds: times in ms, or a count. */
export type MetricKind = 'times' | 'count';

/** A setting of a run. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  /** Source of the value: `variable USERS`, `profile load`, `default` … */
  readonly source: string;
}

/** Variables that hold an address: a base URL, or a host and a port. */
export type AddressVariables = { readonly url: string } | { readonly host: string; readonly port: string };

/** What a bundle says about its suite. Inspected without variables, it is independent of a run. */
export interface SuiteInfo {
  readonly suite: string;
  readonly names: SuiteNames;
  /** Tags of all journeys. */
  readonly tags: readonly string[];
  /** Variables that the suite reads. */
  readonly variables: readonly string[];
  /** Those that hold addresses. `isTarget`: the address of the system under test, which a suite may read more than once. */
  readonly addresses: readonly (AddressVariables & { readonly isTarget: boolean })[];
}

/** The parts of a journey that the evaluation of its figures needs. */
export type JourneyWork = Pick<JourneySpec, 'name' | 'calls' | 'metrics'>;

/**
 * Whether a call is expected in the load, so that reports show it even when it did not happen. A sign-in belongs to set-up:
 * the load shows it only when a session was renewed.
 */
export function isOfLoad(call: string, { calls, journeys }: Pick<RunSpec, 'calls' | 'journeys'>): boolean {
  const isOfSetup = calls.some((row) => row.call === call && row.phase === 'setup');
  return !isOfSetup || journeys.some((journey) => journey.calls.includes(call));
}

/**
 * Makes the spec of one instance's part of a run. Execution segments share the load among the instances. k6 deals the
 * iterations out in turn, so an instance may have one more or one less than another.
 */
export function partOf(spec: RunSpec): RunSpec {
  const { instances } = spec;
  if (instances === 1) return spec;
  return {
    ...spec,
    journeys: spec.journeys.map((journey) => ({
      ...journey,
      planned: {
        min: Math.floor(journey.planned.min / instances),
        max: Math.ceil(journey.planned.max / instances),
      },
    })),
    steps: spec.steps.map((step) => ({ ...step, offered: Math.floor(step.offered / instances) })),
  };
}
