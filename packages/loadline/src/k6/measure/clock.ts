import * as exec from 'k6/execution';

/** Asking `exec` for it makes a new object each time, at a tenth of the cost of a call. */
let instance: typeof exec.instance | undefined;
let isCleanUp = false;

/** Milliseconds, monotonic, with microsecond digits (`Date.now()` has whole milliseconds only). Only differences count. */
export function now(): number {
  if (isCleanUp) return Date.now();
  instance ??= exec.instance;
  return instance.currentTestRunDuration;
}

/** From here on the clock has whole milliseconds: k6 tells the time of the run nowhere in `teardown`. */
export function enterCleanUp(): void {
  isCleanUp = true;
}
