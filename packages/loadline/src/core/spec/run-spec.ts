import type { JobCause } from '../names';
import type { CallRow } from '../thresholds/k6-thresholds';
import type { Threshold } from '../thresholds/threshold';
import type { SuiteNames } from '../thresholds/threshold-names';
import type { EmptyFilter } from '../verdict/empty-filter';
import type { UnfinishedWork } from '../verdict/unfinished';
import type { Pause } from './pause';
import type { LoadCurve } from './profile';
import type { Planned, Schedule } from './schedule';
import type { LoadStep } from './steps';

/** Version of the format of `run.json`. Version 1 was that of loadline 0.1. */
export const SPEC_VERSION = 2;

/**
 * Everything that is decided before a run starts: `run.json`. It is made once, by `makeRunSpec` in the bundle: `bin/loadline`
 * hands the bundle the files as they are now, plain k6 those that were built in. Times are in ms. Secrets are masked.
 */
export interface RunSpec {
  readonly version: typeof SPEC_VERSION;
  /** Version of loadline that made it. */
  readonly loadline: string;
  /** Name of the test in the registry; absent when k6 was started without loadline. */
  readonly test?: string;
  /** Of k6 and of the project (its git commit); absent when k6 was started without loadline. */
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
  /** Length of the load. */
  readonly loadMs: number;
  /** The journeys that were chosen. */
  readonly journeys: readonly JourneySpec[];
  /** Calls by phase: the rows of every report. */
  readonly calls: readonly CallRow[];
  /** Levels of the load and the iterations due in each; none when there is one level. */
  readonly steps: readonly (LoadStep & { readonly offered: number })[];
  readonly thresholds: readonly Threshold[];
  /** The suite's own metrics. */
  readonly metrics: OwnMetrics;
  /** Causes of failures that the journeys declare. */
  readonly causes: readonly JobCause[];
  /** Sessions that set-up opens, in all instances. */
  readonly sessions: number;
  /** Each setting with its source, for people. */
  readonly settings: readonly Setting[];
  /** One user does each journey once: profile, users, length and schedules are not run. */
  readonly debug: boolean;
  /** k6 processes that share the load. */
  readonly instances: number;
  /** Whether k6 keeps no samples and judges nothing. */
  readonly flat: boolean;
  /** How long the set-up waits until the system has drained; absent when it does not wait. */
  readonly drainWithinMs?: number;
  /** `none`: the system has no call that removes records, so nobody counts those that are left. */
  readonly cleanUp?: 'none';
}

/** One journey of a run. */
export interface JourneySpec {
  readonly name: string;
  /** One user's period; `once`: each user does one iteration. */
  readonly everyMs: number | 'once';
  /** The longest one iteration may take. */
  readonly maxDurationMs: number;
  /** Think time between calls. */
  readonly pauseMs?: Pause;
  readonly schedule: Schedule;
  /** Iterations in all instances. */
  readonly planned: Planned;
  /** In all instances. */
  readonly virtualUsers: number;
  /** Calls of one iteration, in order. */
  readonly calls: readonly string[];
  /** The suite's own metrics that it measures. */
  readonly metrics: readonly string[];
}

/** What a suite measures by itself. */
export interface OwnMetrics {
  /** By name. */
  readonly kinds: Readonly<Record<string, MetricKind>>;
  /** Counts of what its filters find. */
  readonly filters: readonly EmptyFilter[];
  /** Counts of work that its iterations leave to the system. */
  readonly unfinished: readonly UnfinishedWork[];
}

/** What a suite's own metric holds: times in ms, or a count. */
export type MetricKind = 'times' | 'count';

/** A setting of a run. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  /** `variable USERS`, `profile load`, `default` … */
  readonly source: string;
}

/** What a bundle says of its suite, whatever is run of it. */
export interface SuiteInfo {
  readonly suite: string;
  readonly names: SuiteNames;
  /** Tags of all journeys. */
  readonly tags: readonly string[];
  /** Variables that the suite reads. */
  readonly variables: readonly string[];
}

/** What an iteration of a journey does, as far as its figures are judged by it. */
export type JourneyWork = Pick<JourneySpec, 'name' | 'calls' | 'metrics'>;

/**
 * Whether a call is expected in the load, so that it shows there also when there was none. A sign-in belongs to set-up: in the
 * load it shows only when a session was renewed.
 */
export function isOfLoad(call: string, { calls, journeys }: Pick<RunSpec, 'calls' | 'journeys'>): boolean {
  const isOfSetup = calls.some((row) => row.call === call && row.phase === 'setup');
  return !isOfSetup || journeys.some((journey) => journey.calls.includes(call));
}

/**
 * One instance's part of a run: what all of them share by execution segments. k6 deals the iterations out in turn, so that one
 * of them may have one less or one more.
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
