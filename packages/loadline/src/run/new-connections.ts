import { availableParallelism } from 'node:os';
import type { JourneySpec, RunSpec } from '../core/spec/run-spec';
import { dueInstants } from '../core/spec/schedule';
import { showCount, showLength } from '../core/text/numbers';

/**
 * New connections per second and core up to which k6 keeps its schedule. Each connection costs a handshake. 20,000
 * users on two cores were seconds late while they connected, and on time afterwards.
 */
const MOST_PER_CORE = 200;

/**
 * Warns about a load that opens connections faster than k6 can. k6 uses its virtual users in turn, so every iteration
 * opens a connection until each virtual user has one.
 * @param machines number of machines that share the load; each is assumed to have as many cores as this one
 * @returns undefined when there is no reason to warn
 */
export function newConnectionsWarning(
  { journeys }: Pick<RunSpec, 'journeys'>,
  machines = 1,
  processors = availableParallelism(),
): string | undefined {
  const all = journeys.map(connecting);
  const total = all.reduce((sum, { perSecond }) => sum + perSecond, 0);
  const perCore = Math.round(total / machines / processors);
  if (perCore <= MOST_PER_CORE) return undefined;
  const lastsMs = Math.max(...all.map(({ lastsMs: ms }) => ms));
  return `up to ${showCount(perCore)} new connections per second and core in the first ${showLength(lastsMs)}, and from ${MOST_PER_CORE} on k6 may be late: let the users come more slowly (spawnRate, --spawn-rate), or use more cores`;
}

/** The highest rate at which the virtual users of a journey connect, and the time until all of them have connected. */
function connecting({ schedule, virtualUsers, planned }: JourneySpec): {
  perSecond: number;
  lastsMs: number;
} {
  const last = Math.min(virtualUsers, planned.max) - 1;
  if (last < 1) return { perSecond: 0, lastsMs: 0 };
  const due = dueInstants(schedule);
  const lastsMs = due(last);
  // During a ramp, the rate is highest at its end.
  return { perSecond: 1_000 / (lastsMs - due(last - 1)), lastsMs: schedule.startMs + lastsMs };
}
