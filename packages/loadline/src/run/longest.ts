import type { RunSpec } from '../core/spec/run-spec';

const CLEAN_UP_MS = 60_000;

/** Longest duration of a run from start to end, including clean-up, in ms. */
export function longestMs({
  loadMs,
  warmUpMs = 0,
  journeys,
}: Pick<RunSpec, 'loadMs' | 'warmUpMs' | 'journeys'>): number {
  return warmUpMs + loadMs + Math.max(0, ...journeys.map(({ maxDurationMs }) => maxDurationMs)) + CLEAN_UP_MS;
}
