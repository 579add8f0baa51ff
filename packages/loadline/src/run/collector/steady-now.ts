/** Monotonic time in ms since the epoch: the clock at the start of this process plus the time that has passed since. */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}
