import type { JourneySpec } from '../spec/run-spec';
import { dueAtEnd } from '../spec/schedule';
import { GENERATOR_LIMITS } from '../verdict/starved';
import type { JourneyStats, Times } from './aggregate';

type Counts = Pick<JourneyStats, 'started' | 'done' | 'dropped'>;
type Arrivals = Pick<JourneyStats, 'planned' | 'interrupted' | 'unaccounted' | 'tooLate'> & Counts;

/**
 * Counts what became of the planned iterations of a journey.
 * @param delay how late its iterations started. A healthy generator may be as late at the end of the load
 */
export function arrivals(
  { planned, schedule }: Pick<JourneySpec, 'planned' | 'schedule'>,
  { started, done, dropped }: Counts,
  delay: Times | undefined,
): Arrivals {
  const absent = Math.max(0, planned.min - started - dropped);
  const lateMs = Math.min(delay?.max ?? 0, GENERATOR_LIMITS.p99Ms);
  const tooLate = absent > 0 ? Math.min(absent, dueAtEnd(schedule, lateMs)) : 0;
  return {
    ...{ planned, started, done, dropped },
    interrupted: started - done,
    unaccounted: absent - tooLate,
    ...(tooLate > 0 && { tooLate }),
  };
}

/** Number of planned iterations that no record explains: they never started, or were cut off. */
export function missingOf({ planned, done, dropped, tooLate = 0 }: JourneyStats): number {
  return Math.max(0, planned.min - done - dropped - tooLate);
}
