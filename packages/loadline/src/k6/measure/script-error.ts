import { MOST_SCRIPT_ERRORS, scriptErrorKind, scriptErrorLine } from '../../core/figures/script-error-line';
import { log } from './log';
import * as metrics from './metrics';

let said: string[] | undefined;

/**
 * Counts a script error, and logs the first one of each kind and virtual user: its stack in each iteration would flood the log.
 * @param where ` in journey crud`; empty when the error tells it
 */
export function scriptError(where: string, error: unknown): void {
  metrics.scriptErrors.add(1);
  said ??= [];
  if (said.length >= MOST_SCRIPT_ERRORS) return;
  const line = scriptErrorLine(where, error);
  const kind = scriptErrorKind(line);
  if (said.includes(kind)) return;
  said.push(kind);
  log.error(line);
}
