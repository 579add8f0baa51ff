import type { Aggregate } from '../../packages/loadline/src/core/figures/aggregate';
import { callStats } from '../../packages/loadline/src/core/figures/aggregate';

/** Delay that a healthy machine may add between the schedule and the service, in ms. */
const HEALTHY_MS = 100;

/**
 * Largest delay with which a call may reach the service, in ms: the lag of the generator's timers in this run plus the
 * duration of the call. Tests of the schedule need it, because it does not come from the schedule.
 */
export function slackMs(aggregate: Aggregate, call: string): number {
  const lagMs = aggregate.generatorLag?.max ?? 0;
  return HEALTHY_MS + lagMs + (callStats(aggregate, call, 'load')?.duration?.max ?? 0);
}
