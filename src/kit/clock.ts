import exec from 'k6/execution';

let isCleanUp = false;

/** Milliseconds, monotonic, with microsecond digits (`Date.now()` has whole milliseconds only). Only differences count. */
export function now(): number {
  return isCleanUp ? Date.now() : exec.instance.currentTestRunDuration;
}

/** From here on the clock has whole milliseconds: k6 tells the time of the run nowhere in `teardown`. */
export function enterCleanUp(): void {
  isCleanUp = true;
}
