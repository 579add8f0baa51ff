import { log } from './log';
import * as metrics from './metrics';

type Timer = (callback: (...values: unknown[]) => void, delayMs: number, ...values: unknown[]) => number;
type Timers = Record<'setTimeout' | 'setInterval', Timer>;

/**
 * Has an exception in a timer count as a script error. k6 only logs one that is thrown after the function of the iteration
 * has returned, and ends with 0.
 */
export function countTimerErrors(): void {
  // An exception in a timer of set-up has to end the run.
  if (__VU === 0) return;
  const timers = globalThis as unknown as Timers;
  for (const name of ['setTimeout', 'setInterval'] as const) {
    const start = timers[name];
    timers[name] = (callback, delayMs, ...values) => start(() => counted(callback, values), delayMs);
  }
}

function counted(callback: (...values: unknown[]) => void, values: unknown[]): void {
  try {
    callback(...values);
  } catch (error) {
    metrics.scriptErrors.add(1);
    log.error(`script error in a timer: ${error instanceof Error ? (error.stack ?? error) : error}`);
  }
}
