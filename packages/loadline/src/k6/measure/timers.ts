import { scriptError } from './script-error';

type Timer = (callback: (...values: unknown[]) => void, delayMs: number, ...values: unknown[]) => number;
type Timers = Record<'setTimeout' | 'setInterval', Timer> &
  Record<'clearTimeout' | 'clearInterval', (timer: number) => void>;

/** Timers of this virtual user that have been started, and have neither fired for the last time nor been cleared. */
const running = new Set<number>();

/**
 * Makes an exception in a timer count as a script error. When it is thrown after the function of the iteration has returned,
 * k6 only logs it and ends with 0. Also counts the timers that run, for {@link timersLeft}.
 */
export function watchTimers(): void {
  // In set-up, an exception in a timer must end the run.
  if (__VU === 0) return;
  const timers = globalThis as unknown as Timers;
  for (const name of ['setTimeout', 'setInterval'] as const) {
    const start = timers[name];
    timers[name] = (callback, delayMs, ...values) => {
      const timer = start(() => {
        if (name === 'setTimeout') running.delete(timer);
        called(callback, values);
      }, delayMs);
      running.add(timer);
      return timer;
    };
  }
  for (const name of ['clearTimeout', 'clearInterval'] as const) {
    const clear = timers[name];
    timers[name] = (timer) => {
      running.delete(timer);
      clear(timer);
    };
  }
}

/** Returns how many timers run, and counts none of them again: k6 starts no iteration before they have ended. */
export function timersLeft(): number {
  const { size } = running;
  if (size > 0) running.clear();
  return size;
}

function called(callback: (...values: unknown[]) => void, values: unknown[]): void {
  try {
    callback(...values);
  } catch (error) {
    scriptError(' in a timer', error);
  }
}
