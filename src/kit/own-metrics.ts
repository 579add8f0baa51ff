import { Counter, Trend } from 'k6/metrics';
import type { EmptyFilter } from '../load/empty-filter';
import type { CustomKind } from '../load/from-k6';

/** What the suite measures beside calls and journeys; filled as its files are loaded, where the run is planned. */
export const ownMetrics: Record<string, CustomKind> = {};

/** A metric of this suite only, times in ms. Must be made in the init context. */
export function ownTrend(name: string): Trend {
  if (__VU === 0) ownMetrics[name] = 'times';
  return new Trend(name, true);
}

/** What filters of the suite find; filled as its files are loaded, where the run is planned. */
export const ownFilters: EmptyFilter[] = [];

/**
 * A metric of this suite only, a count. Must be made in the init context.
 * @param found of a count of what a filter found: a run in which it found nothing gets a warning
 */
export function ownCounter(name: string, found?: Omit<EmptyFilter, 'metric'>): Counter {
  if (__VU === 0) {
    ownMetrics[name] = 'count';
    if (found) ownFilters.push({ metric: name, ...found });
  }
  return new Counter(name);
}
