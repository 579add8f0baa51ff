import type { ThresholdsFile } from '../../core/thresholds/threshold';
import type { Probe } from '../../core/verdict/probe-matrix';
import type { RunData } from '../auth/session';
import type { SignIn } from '../auth/sign-in';
import type { ControlledSuite } from '../lifecycle';
import type { PhaseCaller } from '../measure/calls';
import type { Env } from './env';
import type { Journey } from './journey';
import type { MarkFormat } from './mark';

/** Asks the tested system how it is. @returns what it calls itself, as far as it says so; undefined when it is not well */
export type HealthCheck = (
  caller: PhaseCaller,
) => { readonly name?: string | null; readonly version?: string | null } | undefined;

/**
 * Looks whether the system is done with what was asked of it before; may send a request to see that. Asked again until it is
 * true. @param mark of the run
 */
export type DrainedCheck = (caller: PhaseCaller, mark: string) => boolean | Promise<boolean>;

/** What virtual users run. */
export interface Users {
  /** By name. */
  readonly journeys: Readonly<Record<string, Journey>>;
  /** Absent: the system has no accounts. */
  readonly signIn?: SignIn;
  /** How names of records carry the run's mark; default: in brackets, `[loadline-<run id> <n>]`. */
  readonly mark?: MarkFormat;
}

/** What a suite is made of: journeys against one system. */
export interface SuiteDeclaration {
  /** Name of the suite, its bundle and its thresholds file. */
  readonly name: string;
  readonly users: Users;
  /** The content of `thresholds/<suite>.json`. */
  readonly thresholds: ThresholdsFile;
  /** Calls made before and after the load: each gets a row of its own there. Default: none. */
  readonly setupCalls?: readonly string[];
  readonly teardownCalls?: readonly string[];
  /** Reads the variables of the system's address. @returns it, for people */
  readonly target: (env: Env) => string;
  /** Reads the suite's other variables, so that wrong ones are told before the first request. */
  readonly data?: (env: Env) => unknown;
  /** Reads what only a run needs, such as a token: where it is missing, the plan can still be shown. */
  readonly needs?: (env: Env) => void;
  /** Asked before everything else: a sick system ends the run. `none`: the system has no such call. */
  readonly health?: HealthCheck | 'none';
  /**
   * Of a system that goes on working after it has answered: a load begins when this is true, thus also the next one of
   * several. The variable `DRAIN_WITHIN` bounds the wait. Its calls belong to the set-up.
   */
  readonly drained?: DrainedCheck;
  /** Removes what the run made, and says how many records could not be. `none`: the system removes nothing. */
  readonly cleanUp: ((caller: PhaseCaller, data: RunData) => Promise<number>) | 'none';
  /** Calls that must be refused without valid credentials: each has a threshold of its own. */
  readonly probes?: readonly Probe[];
  /** Adds to what happens around the load, such as accounts to make before it and to remove after it. */
  readonly around?: (suite: ControlledSuite) => ControlledSuite;
}

/** A suite where a run is planned: with what its virtual users run. */
export type Suite = Omit<SuiteDeclaration, 'users'> & Users;
