import * as exec from 'k6/execution';

/** Cached, because `exec.instance` creates a new object at each access, at a tenth of the cost of a call. */
let instance: typeof exec.instance | undefined;
/** Set in the script that cleans up. All calls ask the clock, so it is not passed on. */
let isCleanUp = false;

/**
 * Returns monotonic milliseconds with microsecond digits (`Date.now()` has only whole milliseconds). Only differences are
 * meaningful.
 */
export function now(): number {
  if (isCleanUp) return Date.now();
  instance ??= exec.instance;
  return instance.currentTestRunDuration;
}

/** Switches the clock to whole milliseconds, because k6 does not provide the time of the run in `teardown`. */
export function enterCleanUp(): void {
  isCleanUp = true;
}
