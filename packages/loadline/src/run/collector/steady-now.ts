/** Time in ms since the epoch, as it was when this process began plus what has passed since: nobody can set it. */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}
