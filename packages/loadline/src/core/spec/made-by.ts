import type { RunSpec } from './run-spec';

/** Names the fault of a run, to follow the name of the run in a heading: `, fault of prove: no replies`. Empty without a fault. */
export function faultNote({ fault }: Pick<RunSpec, 'fault'>): string {
  return fault === undefined ? '' : `, fault of prove: ${fault}`;
}

/**
 * Whether a proof or a search for the capacity made the run. Such a run harms the system or looks for its limit, so its verdict
 * says nothing about how the test stands.
 */
export function isMadeByCommand({ fault, madeBy }: Pick<RunSpec, 'fault' | 'madeBy'>): boolean {
  return madeBy !== undefined || fault !== undefined;
}
