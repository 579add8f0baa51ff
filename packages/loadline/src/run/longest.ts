import type { RunSpec } from '../core/spec/run-spec';

const CLEAN_UP_MS = 60_000;

/** How long a run may take from its start to its end, clean-up included, in ms. */
export function longestMs({ loadMs, journeys }: Pick<RunSpec, 'loadMs' | 'journeys'>): number {
  return loadMs + Math.max(0, ...journeys.map(({ maxDurationMs }) => maxDurationMs)) + CLEAN_UP_MS;
}
