import { Choice } from './choice';

/** Filter of the history. */
export interface HistoryFilter {
  readonly test: string;
  readonly verdict: string;
  readonly text: string;
  /** Observed series that has columns of its own. Empty: none. */
  readonly series: string;
}

interface FilterProps {
  readonly filter: HistoryFilter;
  readonly tests: readonly string[];
  /** Names of the observed series that can be chosen. */
  readonly series: readonly string[];
}

const VERDICTS = ['pass', 'fail', 'invalid', 'none'];

/** Form that chooses the runs of the history and an observed series. */
export function Filter({ filter, tests, series }: FilterProps) {
  return (
    <form action="/runs" class="filter">
      <Choice label="Test" name="test" none="all" values={tests} chosen={filter.test} />
      <Choice label="Verdict" name="verdict" none="all" values={VERDICTS} chosen={filter.verdict} />
      <label>
        Name, note or baseline <input name="text" value={filter.text} />
      </label>
      {series.length > 0 && (
        <Choice label="Observed series" name="series" none="none" values={series} chosen={filter.series} />
      )}
      <button type="submit">Filter</button>
    </form>
  );
}
