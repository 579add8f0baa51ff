import { formatDuration } from '../text/duration';
import type { JourneySpec, RunSpec } from './run-spec';
import { gapMsOf } from './schedule';

/** Scenario in which all virtual users connect before the load. */
export const WARM_UP_SCENARIO = 'warmUp';

/**
 * Time that k6 gets to activate a virtual user for its journey, in ms. It takes 0.07 ms for one that has been connected and idle,
 * and k6 counts the time of a constant rate from before that: 4,600 virtual users made the first iterations 0.3 s late.
 */
const ACTIVATION_MS = 0.2;

/** Largest part of the warm-up in which k6 activates virtual users, before a journey rounds it up to whole gaps. */
const ACTIVATION_SHARE = 1 / 4;

/** Time that a virtual user has for one attempt to connect to a server in the warm-up, in ms. */
export const CONNECT_TIMEOUT_MS = 5_000;

/** Largest part of the warm-up that is left when the last virtual user begins to connect. */
const LAST_ATTEMPT_SHARE = 1 / 4;

type WarmUp = Pick<RunSpec, 'journeys' | 'instances' | 'warmUpMs'>;

/** Number of virtual users that warm up, in all instances together: those of the journeys, and those that watch the generators. */
export function warmUpUsers({ journeys, instances }: Pick<RunSpec, 'journeys' | 'instances'>): number {
  return journeys.reduce((sum, { virtualUsers }) => sum + virtualUsers, instances);
}

/** Arrivals at the end of the warm-up with which a journey begins. Its iterations do nothing in them. */
export interface Lead {
  readonly iterations: number;
  /** Time that they take. */
  readonly ms: number;
}

/**
 * The arrivals of a journey before the load, in which k6 activates all virtual users. Arrivals after them keep their schedule:
 * they are a whole number of gaps earlier. A journey with a longer gap has few virtual users, and a ramping rate begins to count
 * when all are active: neither has any.
 */
export function leadOf({ schedule }: Pick<JourneySpec, 'schedule'>, spec: WarmUp): Lead {
  const { warmUpMs = 0 } = spec;
  const leastMs = Math.min(warmUpUsers(spec) * ACTIVATION_MS, warmUpMs * ACTIVATION_SHARE);
  const gapMs = schedule.kind === 'constant' ? gapMsOf(schedule) : Number.POSITIVE_INFINITY;
  if (gapMs > leastMs) return { iterations: 0, ms: 0 };
  const iterations = Math.ceil(leastMs / gapMs);
  return { iterations, ms: iterations * gapMs };
}

/** Time in which virtual users connect, in ms: the warm-up up to the first journey's lead. */
export function connectingMs(spec: WarmUp): number {
  const { journeys, warmUpMs = 0 } = spec;
  return Math.floor(
    journeys.reduce((ms, journey) => Math.min(ms, warmUpMs - leadOf(journey, spec).ms), warmUpMs),
  );
}

/**
 * Time over which virtual users begin to connect, one after the other, in ms. When thousands begin at the same time, each
 * handshake waits for all others: most exceed their timeout, and the work is lost. The last one has its whole timeout, or a
 * quarter of a short warm-up.
 */
export function spreadMs(spec: WarmUp): number {
  const ms = connectingMs(spec);
  return ms - Math.min(CONNECT_TIMEOUT_MS, Math.floor(ms * LAST_ATTEMPT_SHARE));
}

/** ` after a warm-up of 10s`, to be added to the length of a load; empty when there is none. */
export function warmUpText({ warmUpMs }: Pick<RunSpec, 'warmUpMs'>, show = formatDuration): string {
  return warmUpMs === undefined ? '' : ` after a warm-up of ${show(warmUpMs)}`;
}
