import type { Aggregate } from '../figures/aggregate';
import type { Setting } from '../spec/run-spec';
import type { Judgement } from './judge';

/** One of the suite's own metrics, which counts what a filter found. */
export interface EmptyFilter {
  readonly metric: string;
  /** The suite's metric that counts what the filter could choose from. */
  readonly among: string;
  /** The variable that holds the filter. */
  readonly filter: string;
  /** Possible reason when the filter finds nothing. */
  readonly hint: string;
}

/** Adds a warning for each filter that found nothing in the whole run although there was something to choose from. */
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
