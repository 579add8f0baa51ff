import { formatDuration } from '../text/duration';
import type { RunSpec } from './run-spec';

/** Scenario in which all virtual users connect before the load. */
export const WARM_UP_SCENARIO = 'warmUp';

/** Number of virtual users that warm up, in all instances together: those of the journeys, and those that watch the generators. */
export function warmUpUsers({ journeys, instances }: Pick<RunSpec, 'journeys' | 'instances'>): number {
  return journeys.reduce((sum, { virtualUsers }) => sum + virtualUsers, instances);
}

/** ` after a warm-up of 10s`, to be added to the length of a load; empty when there is none. */
export function warmUpText({ warmUpMs }: Pick<RunSpec, 'warmUpMs'>, show = formatDuration): string {
  return warmUpMs === undefined ? '' : ` after a warm-up of ${show(warmUpMs)}`;
}
