import type { Aggregate } from '../figures/aggregate';
import type { RunSpec } from '../spec/run-spec';
import { warnOfEmptyFilters } from './empty-filter';
import type { Judgement } from './judge';
import { warnOfUnfinished } from './unfinished';

/** Adds the warnings from the suite's own metrics: filters that found nothing, and unfinished work. */
export function withOwnWarnings(
  judgement: Judgement,
  { metrics, settings, journeys }: RunSpec,
  aggregate: Aggregate,
): Judgement {
  const filtered = warnOfEmptyFilters(judgement, metrics.filters, aggregate, settings);
  return warnOfUnfinished(filtered, metrics.unfinished, aggregate, journeys);
}
