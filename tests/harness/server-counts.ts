import type { Aggregate } from '../../packages/loadline/src/core/figures/aggregate';
import type { Stats } from '../../services/src/service';

/** Method → status → calls. */
export type Counts = Record<string, Record<string, number>>;

/** Returns the server's own counts, by the short name of the method. */
export function serverCounts({ calls }: Stats): Counts {
  return Object.fromEntries(
    Object.entries(calls).map(([method, statuses]) => [method.replace(/^.*\//, ''), statuses]),
  );
}

/**
 * Returns the report's counts over all phases. A cause that is a status comes from the server. A call with an unexpected
 * reply counts as OK, because the server answered OK.
 */
export function reportCounts({ calls }: Aggregate): Counts {
  const counts: Counts = {};
  for (const { call, count, failed, causes } of calls) {
    counts[call] ??= {};
    add(counts[call], 'OK', count - failed);
    for (const [cause, times] of Object.entries(causes)) {
      add(counts[call], cause === 'wrong_reply' ? 'OK' : cause, times);
    }
  }
  return Object.fromEntries(
    Object.entries(counts).filter(([, statuses]) => Object.keys(statuses).length > 0),
  );
}

function add(statuses: Record<string, number>, status: string, times: number): void {
  if (times > 0) statuses[status] = (statuses[status] ?? 0) + times;
}
