import { performance } from 'node:perf_hooks';
import type { CallCounts } from './service';

/** Most logged arrivals per method, 8 MB, however long the service runs. Further arrivals are counted but not logged. */
const MAX_LOGGED_ARRIVALS = 1_000_000;

/** The server's own count of its calls, with which a report can be compared. */
export class CallCounter {
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #arrivals = new Map<string, number[]>();
  readonly #traceparents = new Map<string, string[]>();

  /** @param methods every method the service has, e.g. `pb.VacancyService/GetVacancy` */
  constructor(readonly methods: readonly string[]) {}

  /** Logs that a call of this method has just arrived. */
  arrived(method: string): void {
    const log = this.#arrivals.get(method);
    // Not Date.now(): a change of the wall clock would look like an uneven load.
    const atMs = performance.timeOrigin + performance.now();
    if (log === undefined) this.#arrivals.set(method, [atMs]);
    else if (log.length < MAX_LOGGED_ARRIVALS) log.push(atMs);
  }

  /** Logs the header `traceparent` of a call; undefined: it has none. */
  traced(method: string, traceparent: string | undefined): void {
    if (traceparent === undefined) return;
    const log = this.#traceparents.get(method);
    if (log === undefined) this.#traceparents.set(method, [traceparent]);
    else if (log.length < MAX_LOGGED_ARRIVALS) log.push(traceparent);
  }

  /** Counts a call that has ended. Call it once per call. */
  ended(method: string, status: string): void {
    const byStatus = this.#counts.get(method) ?? new Map<string, number>();
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    this.#counts.set(method, byStatus);
  }

  /** A copy of the counts, without methods that have no ended call. */
  counts(): CallCounts {
    return Object.fromEntries(
      [...this.#counts].map(([method, byStatus]) => [method, Object.fromEntries(byStatus)]),
    );
  }

  /** When the calls of a method arrived, oldest first: ms since 1970 with fractions, monotonic, 1,000,000 at most. */
  arrivals(method: string): readonly number[] {
    return this.#arrivals.get(method) ?? [];
  }

  /** The headers `traceparent` of the calls of a method, oldest first, 1,000,000 at most. */
  traceparents(method: string): readonly string[] {
    return this.#traceparents.get(method) ?? [];
  }

  /** Clears counts and arrivals. Calls still open are counted when they end. */
  reset(): void {
    this.#counts.clear();
    this.#arrivals.clear();
    this.#traceparents.clear();
  }
}
