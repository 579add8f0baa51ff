import type { PhaseCaller } from './calls';
import type { Env } from './env';
import type { Journey } from './journey';
import type { RunData, SignIn } from './session';

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
  readonly signIn: SignIn;
  /** Removes what the run made. @returns how many records could not be removed */
  readonly cleanUp: (caller: PhaseCaller, data: RunData) => Promise<number>;
}
