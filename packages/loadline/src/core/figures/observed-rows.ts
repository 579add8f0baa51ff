import { showAmount } from '../text/amount';
import { NONE, showLength } from '../text/numbers';
import type { ObservedStats, Times } from './aggregate';

/** Column titles of the table of observed series, without the one of the names. */
export const OBSERVED_HEAD = ['values', 'min', 'avg', 'p50', 'p95', 'max', 'oldest', 'silent'] as const;

/** A row of the table of observed series: its name and the cells below {@link OBSERVED_HEAD}. */
export interface ObservedRow {
  readonly name: string;
  readonly from: string;
  readonly cells: readonly string[];
}

/** The observed series as rows of a table, the same in every report. */
export function observedRows(observed: readonly ObservedStats[] = []): ObservedRow[] {
  return observed.map(({ name, from, unit, figures, ageMaxMs, silent }) => ({
    name,
    from,
    cells: [
      String(figures?.count ?? 0),
      ...figuresOf(figures).map((value) => (value === undefined ? NONE : showAmount(value, unit))),
      ageMaxMs === undefined ? NONE : showLength(ageMaxMs),
      silent === undefined ? NONE : showLength(silent.ms),
    ],
  }));
}

function figuresOf(figures: Times | undefined): (number | undefined)[] {
  return [figures?.min, figures?.avg, figures?.med, figures?.percentiles.p95, figures?.max];
}
