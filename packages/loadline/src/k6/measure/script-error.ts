import { MOST_SCRIPT_ERRORS, scriptErrorKind, scriptErrorLine } from '../../core/figures/script-error-line';
import { log } from './log';
import * as metrics from './metrics';

/** Kinds that this virtual user has logged. k6 gives each virtual user a module of its own. */
let said: string[] | undefined;
/** Errors that were counted where they were found, before they were thrown. */
let counted: WeakSet<object> | undefined;

/**
 * Counts a script error, and logs the first one of each kind and virtual user: its stack in each iteration would flood the log.
 * @param where ` in journey crud`; empty when the error tells it
 */
export function scriptError(where: string, error: unknown): void {
  if (typeof error === 'object' && error !== null && counted?.has(error)) return;
  metrics.scriptErrors.add(1);
  said ??= [];
  if (said.length >= MOST_SCRIPT_ERRORS) return;
  const line = scriptErrorLine(where, error);
  const kind = scriptErrorKind(line);
  if (said.includes(kind)) return;
  said.push(kind);
  log.error(line);
}

/**
 * Counts a script error where it is found, before it is thrown: the script may catch it, and then nothing else counts it.
 * Whoever gets the error later does not count it again.
 * @returns the error, to be thrown
 */
export function countedError(where: string, error: unknown): object {
  const thrown = typeof error === 'object' && error !== null ? error : new Error(String(error));
  scriptError(where, thrown);
  counted ??= new WeakSet();
  counted.add(thrown);
  return thrown;
}
