import type { FailureFacts } from '../../core/figures/aggregate';
import type { Phase } from '../../core/names';
import type { Result } from '../../core/verdict/result';

/** Failures of one call or journey with one cause. */
export interface FailureRow extends Partial<FailureFacts> {
  readonly of: 'call' | 'journey';
  readonly name: string;
  /** Phase of the call; `load` for a journey. */
  readonly phase: Phase;
  readonly cause: string;
  readonly count: number;
  /** Number of all calls, or iterations, including those that succeeded. */
  readonly whole: number;
}

/** All failures of a run: calls, then journeys. */
export function failureRows({ aggregate }: Result): FailureRow[] {
  const calls = aggregate.calls.flatMap(({ call: name, phase, causes, count: whole, failures = {} }) =>
    Object.entries(causes).map(
      ([cause, count]) => ({ of: 'call', name, phase, cause, count, whole, ...failures[cause] }) as const,
    ),
  );
  const journeys = aggregate.journeys.flatMap(({ journey: name, causes, done: whole, failures = {} }) =>
    Object.entries(causes).map(
      ([cause, count]) =>
        ({ of: 'journey', name, phase: 'load', cause, count, whole, ...failures[cause] }) as const,
    ),
  );
  return [...calls, ...journeys];
}

/** Sorts failures, the most frequent first. */
export function mostFrequent(rows: readonly FailureRow[]): FailureRow[] {
  return rows.toSorted((a, b) => b.count - a.count);
}

/** A time in ISO 8601, to the second. Empty when it is not known. */
export function instant(ms: number | undefined): string {
  return ms === undefined ? '' : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
