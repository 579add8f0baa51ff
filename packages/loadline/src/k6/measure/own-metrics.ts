import { Counter, Trend } from 'k6/metrics';
import type { MetricKind } from '../../core/spec/run-spec';
import type { EmptyFilter } from '../../core/verdict/empty-filter';
import type { UnfinishedWork } from '../../core/verdict/unfinished';

/** What the suite measures beside calls and journeys; filled as its files are loaded, where the run is planned. */
export const ownMetrics: Record<string, MetricKind> = {};

/** Takes what a suite measures itself. */
export interface OwnMetric {
  /**
   * Adds a measurement.
   * @throws {RangeError} when it is none: not a number, infinite or below zero. That is a script error, told with its line
   */
  add(value: number): void;
}

/** A metric of this suite only, times in ms. Must be made in the init context. */
export function ownTrend(name: string): OwnMetric {
  if (__VU === 0) ownMetrics[name] = 'times';
  return checked(name, new Trend(name, true));
}

/** What filters of the suite find; filled as its files are loaded, where the run is planned. */
export const ownFilters: EmptyFilter[] = [];

/**
 * A metric of this suite only, a count. Must be made in the init context.
 * @param found of a count of what a filter found: a run in which it found nothing gets a warning
 */
export function ownCounter(name: string, found?: Omit<EmptyFilter, 'metric'>): OwnMetric {
  if (__VU === 0) {
    ownMetrics[name] = 'count';
    if (found) ownFilters.push({ metric: name, ...found });
  }
  return checked(name, new Counter(name));
}

/** What the suite's iterations leave to the system; filled as its files are loaded, where the run is planned. */
export const ownUnfinished: UnfinishedWork[] = [];

/**
 * A count of work that an iteration asked for and did not see done: a run that leaves some gets a warning. Must be made in
 * the init context.
 * @param what is counted, such as `requests`
 */
export function unfinishedCounter(name: string, what: string): OwnMetric {
  if (__VU === 0) ownUnfinished.push({ metric: name, what });
  return ownCounter(name);
}

/** k6 takes any number: one that is none would be in every figure of the metric, or in none. */
function checked(name: string, metric: Trend | Counter): OwnMetric {
  return {
    add(value) {
      if (!Number.isFinite(value) || value < 0)
        throw new RangeError(`${name}.add(${value}): write a number that is finite and not below 0`);
      metric.add(value);
    },
  };
}
