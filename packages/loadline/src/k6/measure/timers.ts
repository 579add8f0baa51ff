import { scriptError } from './script-error';

type Timer = (callback: (...values: unknown[]) => void, delayMs: number, ...values: unknown[]) => number;
type Timers = Record<'setTimeout' | 'setInterval', Timer>;

/**
 * Makes an exception in a timer count as a script error. When it is thrown after the function of the iteration has returned,
 * k6 only logs it and ends with 0.
 */
export function countTimerErrors(): void {
  // In set-up, an exception in a timer must end the run.
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
    scriptError(' in a timer', error);
  }
}
