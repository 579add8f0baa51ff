import { LOG_LEVELS, type LogLevel } from '../load/log-level';

const least = LOG_LEVELS.indexOf((__ENV.LOG_LEVEL as LogLevel | undefined) ?? 'info');

function line(level: LogLevel): (text: string) => void {
  return LOG_LEVELS.indexOf(level) < least ? () => {} : (text) => console[level](text);
}

/** Lines of k6's log, as far as `LOG_LEVEL` lets them through. */
export const log = { info: line('info'), warn: line('warn'), error: line('error') };
