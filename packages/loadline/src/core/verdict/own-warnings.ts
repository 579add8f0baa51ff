import type { Aggregate } from '../figures/aggregate';
import type { RunSpec } from '../spec/run-spec';
import { warnOfEmptyFilters } from './empty-filter';
import { type Judgement, loadBegan } from './judge';
import { warnOfNeverMade } from './never-made';
import { warnOfUnfinished } from './unfinished';
import { warnOfWarmUp } from './warm-up';

/**
 * Adds the warnings from the suite's own metrics, which are filters that found nothing and unfinished work, and those of calls
 * that no iteration made.
 */
export function withOwnWarnings(
  judgement: Judgement,
  { metrics, settings, journeys }: RunSpec,
  aggregate: Aggregate,
): Judgement {
  // In a run that ended in its warm-up, virtual users still waited for their turn.
  const warmed = loadBegan(aggregate) ? warnOfWarmUp(judgement, aggregate) : judgement;
  const made = warnOfNeverMade(warmed, journeys, aggregate);
  const filtered = warnOfEmptyFilters(made, metrics.filters, aggregate, settings);
  return warnOfUnfinished(filtered, metrics.unfinished, aggregate, journeys);
}
