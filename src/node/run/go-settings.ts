import { availableParallelism } from 'node:os';
import { COLLECTOR_ROOM, collectorPercent } from '../../load/memory';
import type { RunDescription } from '../../load/run-description';
import { availableMemory, expectedCost } from './memory-problem';

/** Share of the memory which a run leaves free that Go's garbage collector may have where it keeps passes waiting. */
const SHARE_OF_FREE = 1 / 8;
const PROCESSORS_INSTEAD_OF_ONE = '4';
/** Go's being told so takes a fifth more CPU for a call: where that is what there is too little of, passes rather wait. */
const MOST_CALLS_PER_SECOND = 1_000;

/**
 * What Go's runtime is told, so that k6 takes less CPU and starts passes in time. Where there is one processor, a garbage
 * collection has passes wait for 10 to 50 ms, and they wait for each other up to 10 ms, Go's slice of time. So it collects
 * seldom there, and Go is told of more processors than there are, between which the kernel switches as soon as one is due.
 * Measured: of 3,750 users of the vacancies suite, a hundredth of the passes is more than 22 ms late by the first alone, 13
 * by both.
 * @param instances processes of k6 that the run is shared among, on this machine
 * @returns environment variables
 */
export function goSettings(
  planned: RunDescription,
  instances: number,
  processors = availableParallelism(),
  available = availableMemory(),
): Record<string, string> {
  const { virtualUsers, calls, memory } = expectedCost(planned);
  const isAlone = processors === 1;
  const isIdle = calls / (planned.loadMs / 1_000) <= MOST_CALLS_PER_SECOND;
  const free = Math.max(0, available - memory.total);
  const room = isAlone ? Math.max(COLLECTOR_ROOM, (free * SHARE_OF_FREE) / instances) : COLLECTOR_ROOM;
  return {
    GOGC: String(collectorPercent(virtualUsers / instances, room)),
    ...(isAlone && isIdle ? { GOMAXPROCS: PROCESSORS_INSTEAD_OF_ONE } : {}),
  };
}
