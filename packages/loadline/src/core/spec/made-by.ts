import type { RunSpec } from './run-spec';

/** Names the fault of a run: `fault of prove: no replies`. Undefined without a fault. */
export function faultWords({ fault }: Pick<RunSpec, 'fault'>): string | undefined {
  return fault === undefined ? undefined : `fault of prove: ${fault}`;
}

/** The same to follow the name of a run in a heading: `, fault of prove: no replies`. Empty without a fault. */
export function faultNote(spec: Pick<RunSpec, 'fault'>): string {
  const words = faultWords(spec);
  return words === undefined ? '' : `, ${words}`;
}

/**
 * Whether a proof or a search for the capacity made the run. Such a run harms the system or looks for its limit, so its verdict
 * says nothing about how the test stands.
 */
export function isMadeByCommand({ fault, madeBy }: Pick<RunSpec, 'fault' | 'madeBy'>): boolean {
  // Runs of an earlier version have the fault alone.
  return madeBy !== undefined || fault !== undefined;
}
