import type { ThresholdsFile } from '../../core/thresholds/threshold';
import type { Probe } from '../../core/verdict/probe-matrix';
import type { RunData } from '../auth/session';
import type { SignIn } from '../auth/sign-in';
import type { ControlledSuite } from '../lifecycle';
import type { PhaseCaller } from '../measure/calls';
import type { Env } from './env';
import type { Journey } from './journey';
import type { MarkFormat } from './mark';

/**
 * Checks the health of the tested system.
 * @returns its name and version, as far as it reports them; undefined when it is not healthy
 */
export type HealthCheck = (
  caller: PhaseCaller,
) => { readonly name?: string | null; readonly version?: string | null } | undefined;

/**
 * Checks whether the system has finished earlier work; it may send a request for this. It is called again until it returns
 * true.
 * @param mark mark of the run
 */
export type DrainedCheck = (caller: PhaseCaller, mark: string) => boolean | Promise<boolean>;

/** The parts of a suite that virtual users run. */
export interface Users {
  /** Journeys by name. */
  readonly journeys: Readonly<Record<string, Journey>>;
  /** Absent: the system has no accounts. */
  readonly signIn?: SignIn;
  /** Format of the run's mark in names of records; default: in brackets, `[loadline-<run id> <n>]`. */
  readonly mark?: MarkFormat;
}

/** Declaration of a suite: journeys against one system. */
export interface SuiteDeclaration {
  /** Name of the suite, its bundle and its thresholds file. */
  readonly name: string;
  readonly users: Users;
  /** The content of `thresholds/<suite>.json`. */
  readonly thresholds: ThresholdsFile;
  /**
   * Calls in set-up. Each gets a row of its own in that section of the summary. `teardownCalls` are those of the clean-up.
   * Default: none.
   */
  readonly setupCalls?: readonly string[];
  readonly teardownCalls?: readonly string[];
  /** Reads the variables of the system's address. @returns the address, for people */
  readonly target: (env: Env) => string;
  /** Reads the suite's other variables, so that wrong ones are reported before the first request. */
  readonly data?: (env: Env) => unknown;
  /** Reads variables that only a run needs, such as a token. Without them the plan can still be shown. */
  readonly needs?: (env: Env) => void;
  /** Called before everything else. When the system is not healthy, the run ends. `none`: the system has no such call. */
  readonly health?: HealthCheck | 'none';
  /**
   * For a system that goes on working after it has answered: a load begins only when this returns true, so the next of
   * several loads waits too. The variable `DRAIN_WITHIN` bounds the wait. Its calls belong to set-up.
   */
  readonly drained?: DrainedCheck;
  /**
   * Removes the records of the run. Returns the number of records that could not be removed. `none`: the system cannot
   * remove records.
   */
  readonly cleanUp: ((caller: PhaseCaller, data: RunData) => Promise<number>) | 'none';
  /** Calls that must be refused without valid credentials. Each has a threshold of its own. */
  readonly probes?: readonly Probe[];
  /** Adds work before and after the load, such as making accounts and removing them. */
  readonly around?: (suite: ControlledSuite) => ControlledSuite;
}

/** A suite in the script that plans the run, together with what its virtual users run. */
export type Suite = Omit<SuiteDeclaration, 'users'> & Users;
