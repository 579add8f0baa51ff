import type { PhaseCaller } from './calls';
import type { Env } from './env';
import type { Journey } from './journey';
import type { RunData } from './session';
import type { SignIn } from './sign-in';

/** Asks the tested system how it is. @returns what it calls itself; undefined when it is not well */
export type HealthCheck = (caller: PhaseCaller) => { name: string; version: string } | undefined;

/** What a suite is made of: journeys against one system. */
export interface Suite {
  /** Name of the suite, its bundle and its limits file. */
  readonly name: string;
  /** By the name of the exported function that runs each. */
  readonly journeys: Readonly<Record<string, Journey>>;
  /** `CompiledLimits` as JSON: text, so that virtual users need not hold it as objects. */
  readonly limits: string;
  /** Calls made before and after the load: each gets a row of its own there. */
  readonly setupCalls: readonly string[];
  readonly teardownCalls: readonly string[];
  /** Reads the variables of the system's address. @returns it, for people */
  readonly target: (env: Env) => string;
  /** Reads the suite's other variables, so that wrong ones are told before the first request. */
  readonly data?: (env: Env) => unknown;
  /** Asked before everything else: a sick system ends the run. `none`: the system has no such call. */
  readonly health?: HealthCheck | 'none';
  /** Absent: the system has no accounts. */
  readonly signIn?: SignIn;
  /** Removes what the run made, and says how many records could not be. `none`: the system removes nothing. */
  readonly cleanUp: ((caller: PhaseCaller, data: RunData) => Promise<number>) | 'none';
}
