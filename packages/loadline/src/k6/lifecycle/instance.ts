/** One of the k6 processes that share the load. */
export interface Instance {
  /** Number of the instance, from 1. `of` is the number of all instances. */
  readonly number: number;
  readonly of: number;
}

/** Returns the share of all sessions that an instance opens, at least one. */
export function ownShare(sessions: number, { number, of }: Instance): { first: number; count: number } {
  const first = Math.floor((sessions * (number - 1)) / of);
  return { first, count: Math.max(1, Math.floor((sessions * number) / of) - first) };
}

/** Returns the mark of the records that one instance makes. A run ID has no slash, so no mark is the beginning of another. */
export function markOf(runId: string, { number, of }: Instance): string {
  return of === 1 ? `loadline-${runId}` : `loadline-${runId}/${number}`;
}
