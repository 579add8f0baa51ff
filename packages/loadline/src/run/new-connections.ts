import { availableParallelism } from 'node:os';
import { LONGEST_WARM_UP_MS } from '../core/spec/profile';
import type { JourneySpec, RunSpec } from '../core/spec/run-spec';
import { dueInstants } from '../core/spec/schedule';
import { dueBefore } from '../core/spec/steps';
import { spreadMs, warmUpUsers } from '../core/spec/warm-up';
import { formatDuration } from '../core/text/duration';
import { showCount, showLength } from '../core/text/numbers';

/**
 * New connections per second and core up to which k6 keeps its schedule. Each connection costs a handshake. 20,000
 * users on two cores were seconds late while they connected, and on time afterwards.
 */
const MOST_PER_CORE = 200;

/** The shortest warm-up that is advised. */
const USUAL_WARM_UP_MS = 10_000;

/**
 * Warns about a load that opens connections faster than k6 can. k6 uses its virtual users in turn, so every iteration
 * opens a connection until each virtual user has one.
 * @param machines number of machines that share the load; each is assumed to have as many cores as this one
 * @returns undefined when there is no reason to warn
 */
export function newConnectionsWarning(
  { journeys, warmUpMs, instances }: Pick<RunSpec, 'journeys' | 'warmUpMs' | 'instances'>,
  machines = 1,
  processors = availableParallelism(),
): string | undefined {
  const users = warmUpUsers({ journeys, instances });
  const neededMs = (users / machines / processors / MOST_PER_CORE) * 1_000;
  const connectIn = (ms: number) => spreadMs({ journeys, instances, warmUpMs: ms });
  let enoughMs = wholeSeconds(neededMs);
  // The last part, in which no virtual user begins to connect, grows with the warm-up, but less than it.
  while (connectIn(enoughMs) < neededMs) enoughMs = wholeSeconds(neededMs + enoughMs - connectIn(enoughMs));
  if (warmUpMs !== undefined) {
    if (connectIn(warmUpMs) >= neededMs) return undefined;
    return `the warm-up of ${showLength(warmUpMs)} may be too short: ${adviceOf(enoughMs)}`;
  }
  const all = journeys.map(connecting);
  const total = all.reduce((sum, { perSecond }) => sum + perSecond, 0);
  const perCore = Math.round(total / machines / processors);
  if (perCore <= MOST_PER_CORE) return undefined;
  const lastsMs = Math.max(...all.map(({ lastsMs: ms }) => ms));
  return `up to ${showCount(perCore)} new connections per second and core in the first ${showLength(lastsMs)}, and from ${MOST_PER_CORE} on k6 may be late: ${adviceOf(Math.max(USUAL_WARM_UP_MS, enoughMs), ' in the profile')}`;
}

function adviceOf(enoughMs: number, where = ''): string {
  const more = 'use more cores or machines';
  return enoughMs > LONGEST_WARM_UP_MS
    ? more
    : `write warmUp: ${formatDuration(enoughMs)}${where}, or ${more}`;
}

function wholeSeconds(ms: number): number {
  return Math.ceil(ms / 1_000) * 1_000;
}

/** Length of the busiest second, in ms. An iteration that is due exactly a second before the last one is not in it. */
const ALMOST_A_SECOND_MS = 999.999;

/** The most virtual users of a journey that connect within a second, and the time until all of them have connected. */
function connecting({ schedule, virtualUsers, planned }: JourneySpec): {
  perSecond: number;
  lastsMs: number;
} {
  const all = Math.min(virtualUsers, planned.max);
  if (all < 2) return { perSecond: 0, lastsMs: 0 };
  const lastsMs = schedule.startMs + dueInstants(schedule)(all - 1);
  // During a ramp, the rate is highest at its end.
  return { perSecond: all - Math.min(all, dueBefore(schedule, lastsMs - ALMOST_A_SECOND_MS)), lastsMs };
}
