import type { RunShape } from '../figures/from-k6';
import type { Problem } from '../text/problem';
import type { SuiteNames } from '../thresholds/limit-names';
import type { Rule } from '../thresholds/limits';
import type { RunPlan, Setting } from '../verdict/result';
import type { Pause } from './pause';
import type { LoadCurve } from './profile';
import type { Schedule } from './schedule';

/** What a bundle tells of itself and of the run that its variables make. */
export interface RunDescription {
  readonly suite: string;
  readonly names: SuiteNames;
  /** Tags of all the suite's journeys. */
  readonly tags: readonly string[];
  /** Variables that the suite reads. */
  readonly variables: readonly string[];
  /** The address under test. */
  readonly target: string;
  readonly profile: string;
  readonly users: number;
  /** Users over time. */
  readonly curve: LoadCurve;
  /** Length of the load in ms. */
  readonly loadMs: number;
  /** The journeys that were chosen. */
  readonly journeys: readonly JourneyDescription[];
  readonly sessions: number;
  /** One iteration of each journey, everything printed, no load. */
  readonly isDebug: boolean;
  readonly rules: readonly Rule[];
  readonly settings: readonly Setting[];
  /** How long the set-up waits until the system has drained, in ms; absent when it does not wait. */
  readonly drainWithinMs?: number;
  /** What keeps the run from starting, such as missing accounts. */
  readonly problems: readonly Problem[];
  readonly plan: RunPlan;
  /** How the run's figures are read. */
  readonly shape: RunShape;
}

/** One journey of a planned run. */
export interface JourneyDescription {
  readonly name: string;
  readonly everyMs: number | 'once';
  readonly maxDurationMs: number;
  /** Think time between calls. */
  readonly pauseMs?: Pause;
  readonly schedule: Schedule;
  readonly virtualUsers: number;
  /** Calls of one pass, in order. */
  readonly calls: readonly string[];
}
