import type { Aggregate } from './aggregate';

/** Says how many records of a run are left in the system. */
export function recordsLeftText({
  recordsLeft,
  cleanUp,
}: Pick<Aggregate, 'recordsLeft' | 'cleanUp'>): string {
  if (cleanUp === 'none') return 'records not removed: the suite does not remove any';
  return `records left ${recordsLeft}`;
}
