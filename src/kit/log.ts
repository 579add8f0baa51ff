import { LOG_LEVELS, type LogLevel } from '../load/log-level';
import { withoutSecrets } from './secrets';

const least = LOG_LEVELS.indexOf((__ENV.LOG_LEVEL as LogLevel | undefined) ?? 'info');

function line(level: LogLevel): (text: string) => void {
  return LOG_LEVELS.indexOf(level) < least ? () => {} : (text) => console[level](withoutSecrets(text));
}

/** Lines of k6's log, as far as `LOG_LEVEL` lets them through. */
export const log = { info: line('info'), warn: line('warn'), error: line('error') };

let said: string[] | undefined;

/** Says why something failed, once per cause and virtual user: an outage must not cost more than the load itself. */
export function warnOnce(what: string, cause: string, detail: string): void {
  said ??= [];
  if (said.includes(what + cause)) return;
  said.push(what + cause);
  log.warn(`${what} failed, ${cause}: ${detail} (further ones of this user are only counted)`);
}
