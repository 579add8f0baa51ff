import type { Aggregate } from './aggregate';

/** What became of the records that a run made, in words. */
export function recordsLeftText({
  recordsLeft,
  cleanUp,
}: Pick<Aggregate, 'recordsLeft' | 'cleanUp'>): string {
  if (cleanUp === 'none') return 'records not removed: the system has no call to delete them';
  return `records left ${recordsLeft}`;
}
