import type { Aggregate } from '../figures/aggregate';
import type { Setting } from '../spec/run-spec';
import type { Judgement } from './judge';

/** A count of what a filter found, of a suite's own metrics. */
export interface EmptyFilter {
  readonly metric: string;
  /** The suite's count of what it was to choose from. */
  readonly among: string;
  /** The variable that holds the filter. */
  readonly filter: string;
  /** What may be the reason when it finds nothing. */
  readonly hint: string;
}

/** A judgement with a warning for each filter that found nothing in a whole run although there was something to find. */
export function warnOfEmptyFilters(
  judgement: Judgement,
  filters: readonly EmptyFilter[],
  { custom = {} }: Aggregate,
  settings: readonly Setting[],
): Judgement {
  const warnings = filters.flatMap(({ metric, among, filter, hint }) => {
    const there = custom[among]?.count ?? 0;
    if (there === 0 || (custom[metric]?.count ?? 0) > 0) return [];
    const value = settings.find(({ name }) => name === filter)?.value ?? '';
    return [`${filter}=${value} found none of the ${there} ${among} of this run: ${hint}`];
  });
  return warnings.length === 0 ? judgement : { ...judgement, warnings: [...judgement.warnings, ...warnings] };
}
