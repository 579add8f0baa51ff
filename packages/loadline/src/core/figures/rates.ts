import type { Aggregate } from './aggregate';

/**
 * How many of something happened per second of the load. Every report divides by the length of the load, also what ended
 * after it.
 */
export function perSecondOfLoad({ loadMs }: Pick<Aggregate, 'loadMs'>, count: number): number {
  return count / (loadMs / 1_000);
}

/** Calls of the load per second. */
export function callsPerSecond(aggregate: Pick<Aggregate, 'loadMs' | 'calls'>): number {
  const load = aggregate.calls.filter(({ phase }) => phase === 'load');
  return perSecondOfLoad(
    aggregate,
    load.reduce((sum, { count }) => sum + count, 0),
  );
}

/** Iterations that came to their end, per second of the load. */
export function iterationsPerSecond(aggregate: Pick<Aggregate, 'loadMs' | 'journeys'>): number {
  return perSecondOfLoad(
    aggregate,
    aggregate.journeys.reduce((sum, { done }) => sum + done, 0),
  );
}
