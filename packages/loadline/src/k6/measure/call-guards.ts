import * as exec from 'k6/execution';
import { type Caller, IterationEnded } from './calls';
import { countedError, scriptError } from './script-error';

/**
 * Counts an exception of a call in the load as a script error, before the script can catch it: a call that was not made, or
 * not recorded, would be in no figure.
 * @returns the exception, to be thrown on
 */
export function thrownBy({ phase }: Caller, error: unknown): unknown {
  if (phase !== 'load' || error instanceof IterationEnded) return error;
  return countedError(` in journey ${exec.vu.metrics.tags.journey}`, error);
}

/**
 * Reports what blocks the virtual user while a call is open: the reply of that call is seen only afterwards, so its time would
 * contain the wait.
 */
export function blocks(caller: Caller, what: string): void {
  if (caller.openCalls)
    scriptError(
      '',
      `${what} blocks while a call is open, whose time would contain it: await that call first`,
    );
}

/** Runs a call that does not block, and counts it as open until it has ended. */
export async function open<T>(caller: Caller, run: () => Promise<T>): Promise<T> {
  const isCounted = caller.openCalls !== undefined;
  if (isCounted) caller.openCalls = (caller.openCalls ?? 0) + 1;
  try {
    return await run();
  } finally {
    if (isCounted) caller.openCalls = (caller.openCalls ?? 0) - 1;
  }
}

/**
 * Returns what a check says is wrong; undefined when nothing is.
 * @throws {TypeError} when it is no text. `true` would count as a wrong reply, and so would a promise
 */
export function saidBy(call: string, said: unknown): string | undefined {
  if (said === undefined || typeof said === 'string') return said;
  const what = said instanceof Promise ? 'a promise' : typeof said === 'object' ? 'an object' : String(said);
  throw new TypeError(
    `the check of "${call}" returns ${said === null ? 'null' : what}: return a text that says what is wrong, or undefined when nothing is`,
  );
}
