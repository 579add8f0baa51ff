import type { Aggregate } from '../figures/aggregate';
import type { RunShape } from '../figures/from-k6';
import { warnOfEmptyFilters } from './empty-filter';
import type { Judgement } from './judge';
import type { Setting } from './result';
import { warnOfUnfinished } from './unfinished';

/** A judgement with what the suite's own metrics give warnings of: filters that found nothing, work that was left. */
export function withOwnWarnings(
  judgement: Judgement,
  { filters, unfinished, journeyShapes }: RunShape,
  aggregate: Aggregate,
  settings: readonly Setting[],
): Judgement {
  const filtered = warnOfEmptyFilters(judgement, filters, aggregate, settings);
  return warnOfUnfinished(filtered, unfinished, aggregate, journeyShapes);
}
