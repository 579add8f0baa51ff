import { LAG_PERIOD_MS } from '../../core/figures/lag-period';

/**
 * How late each look is that was due up to now, in ms. The looks lie on a fixed grid: one that is much too late means that
 * the looks after it are late too. Otherwise a standstill would count once, however long it was.
 * @param dueMs when the first of them was due
 * @param endMs end of the watch: the look that is due then, or next after it, is the last one
 */
export function lateLooks(dueMs: number, nowMs: number, endMs: number): number[] {
  const late: number[] = [];
  for (let atMs = dueMs; ; atMs += LAG_PERIOD_MS) {
    late.push(Math.max(0, nowMs - atMs));
    if (atMs >= endMs || atMs + LAG_PERIOD_MS > nowMs) return late;
  }
}
