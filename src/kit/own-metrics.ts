import { Counter, Trend } from 'k6/metrics';
import type { CustomKind } from '../load/from-k6';

/** What the suite measures beside calls and journeys; filled as its files are loaded, where the run is planned. */
export const ownMetrics: Record<string, CustomKind> = {};

/** A metric of this suite only, times in ms. Must be made in the init context. */
export function ownTrend(name: string): Trend {
  if (__VU === 0) ownMetrics[name] = 'times';
  return new Trend(name, true);
}

/** A metric of this suite only, a count. Must be made in the init context. */
export function ownCounter(name: string): Counter {
  if (__VU === 0) ownMetrics[name] = 'count';
  return new Counter(name);
}
