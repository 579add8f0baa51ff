import { Counter, Trend } from 'k6/metrics';
import type { MetricKind } from '../../core/spec/run-spec';
import type { EmptyFilter } from '../../core/verdict/empty-filter';
import type { UnfinishedWork } from '../../core/verdict/unfinished';
import { countedError } from './script-error';

/** The suite's own metrics. Filled when its files are loaded, in the script that plans the run. */
export const ownMetrics: Record<string, MetricKind> = {};

/** One of the suite's own metrics. */
export interface OwnMetric {
  /**
   * Adds a measurement.
   * @throws {RangeError} when the value is not a number, infinite or below zero. That is a script error, which the log shows
   * with its line
   */
  add(value: number): void;
}

/** Makes one of the suite's own metrics, for times in ms. Call it in the init context. */
export function ownTrend(name: string): OwnMetric {
  if (__VU === 0) ownMetrics[name] = 'times';
  return checked(name, new Trend(name, true));
}

/** The suite's metrics that count what a filter found. Filled when its files are loaded, in the script that plans the run. */
export const ownFilters: EmptyFilter[] = [];

/**
 * Makes one of the suite's own metrics, for a count. Call it in the init context.
 * @param found set it when the metric counts what a filter found: a run in which the filter found nothing gets a warning
 */
export function ownCounter(name: string, found?: Omit<EmptyFilter, 'metric'>): OwnMetric {
  if (__VU === 0) {
    ownMetrics[name] = 'count';
    if (found) ownFilters.push({ metric: name, ...found });
  }
  return checked(name, new Counter(name));
}

/** The suite's metrics that count unfinished work. Filled when its files are loaded, in the script that plans the run. */
export const ownUnfinished: UnfinishedWork[] = [];

/**
 * Makes a metric that counts work that an iteration asked for and did not see finished: a run that leaves some gets a
 * warning. Call it in the init context.
 * @param what what is counted, such as `requests`
 */
export function unfinishedCounter(name: string, what: string): OwnMetric {
  if (__VU === 0) ownUnfinished.push({ metric: name, what });
  return ownCounter(name);
}

/** Checks each value. k6 accepts any number: NaN and the like would end up in every figure of the metric, or in none. */
function checked(name: string, metric: Trend | Counter): OwnMetric {
  return {
    add(value) {
      if (!Number.isFinite(value) || value < 0)
        throw countedError(
          '',
          new RangeError(`${name}.add(${value}): write a number that is finite and not below 0`),
        );
      metric.add(value);
    },
  };
}
