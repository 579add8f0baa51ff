import { type FailureExample, failureLine } from '../../core/figures/failure-line';
import { LOG_LEVELS, type LogLevel } from '../../core/text/log-level';
import { lineWithoutSecrets, withoutSecrets } from '../auth/secrets';

const least = LOG_LEVELS.indexOf((__ENV.LOG_LEVEL as LogLevel | undefined) ?? 'info');

function isShown(level: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) >= least;
}

function line(level: LogLevel): (text: string) => void {
  return isShown(level) ? (text) => console[level](withoutSecrets(text)) : () => {};
}

/** Writes lines to k6's log, filtered by `LOG_LEVEL`. */
export const log = { info: line('info'), warn: line('warn'), error: line('error') };

/** What this virtual user has logged. k6 gives each virtual user a module of its own. */
let said: string[] | undefined;

/**
 * Logs why a call or an iteration failed, once per cause and virtual user, so that an outage does not cost more than the
 * load itself. `bin/loadline` takes the examples in its reports from these lines.
 */
export function warnOnce(of: FailureExample['of'], name: string, cause: string, detail: string): void {
  // Checked first, because masking takes longer than the call.
  if (!isShown('warn')) return;
  said ??= [];
  const what = `${of} ${name} ${cause}`;
  if (said.includes(what)) return;
  said.push(what);
  // Masked before it is cut, because a cut secret would not be found.
  log.warn(failureLine({ of, name, cause, text: lineWithoutSecrets(detail) }));
}
