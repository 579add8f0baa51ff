import type { Aggregate } from '../figures/aggregate';
import type { Schedule } from '../spec/schedule';
import { printableDeep } from '../text/printable';
import type { Judgement } from './judge';
import type { Stopped } from './stopped';

/** Version of the format of `result.json`: raised when a field changes its meaning or goes away. */
export const RESULT_VERSION = 1;

/** What a run was, before anything was measured. */
export interface RunPlan {
  readonly suite: string;
  readonly runId: string;
  readonly profile: string;
  readonly users: number;
  /** Length of the load in ms. */
  readonly loadMs: number;
  /** When the load began, in ms since the epoch; absent when it did not. */
  readonly startedAtMs?: number;
  /** The address under test. */
  readonly target: string;
  readonly schedules: Readonly<Record<string, Schedule>>;
  /** One user did each journey once: profile, users, length and schedules were not run. */
  readonly debug?: true;
  /** Each setting with where it came from, for people. */
  readonly settings: readonly Setting[];
  /** Of the suite, the system under test, k6, loadline, the git commit. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** A setting of a run. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  /** `variable USERS`, `profile load`, `default` … */
  readonly source: string;
}

/** `result.json`: the plan, the verdict, and what was measured. */
export interface Result extends Judgement {
  readonly version: typeof RESULT_VERSION;
  /** Version of loadline that made it. */
  readonly loadline: string;
  readonly plan: RunPlan;
  readonly aggregate: Aggregate;
  /** What ended the load before its planned end; absent when nothing did. */
  readonly stopped?: Stopped;
  /** What is missing from these figures, in words: a part that was not read to its end. */
  readonly incomplete?: readonly string[];
}

/** Puts a result together. What systems, files and variables supplied holds no control characters from here on. */
export function makeResult(
  loadline: string,
  plan: RunPlan,
  aggregate: Aggregate,
  judgement: Judgement,
): Result {
  return printableDeep({ version: RESULT_VERSION, loadline, ...judgement, plan, aggregate });
}
