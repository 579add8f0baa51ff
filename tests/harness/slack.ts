import type { Aggregate } from '../../packages/loadline/src/core/figures/aggregate';
import { callStats } from '../../packages/loadline/src/core/figures/aggregate';

/** What a healthy machine may add to the way from the schedule to the service, in ms. */
const HEALTHY_MS = 100;

/**
 * How late a call may reach the service, in ms: by what the generator's own timers were late in this run, and by how long
 * the call was on its way. It is no figure of the schedule, which is what such tests are about.
 */
export function slackMs(aggregate: Aggregate, call: string): number {
  const lagMs = aggregate.generatorLag?.max ?? 0;
  return HEALTHY_MS + lagMs + (callStats(aggregate, call, 'load')?.duration?.max ?? 0);
}
