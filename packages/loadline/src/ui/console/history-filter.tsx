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

/** Form that chooses the runs of the history and an observed series. */
export function Filter({ filter, tests, series }: FilterProps) {
  return (
    <form action="/runs" class="filter">
      <label>
        Test{' '}
        <select name="test">
          <option value="">all</option>
          {tests.map((test) => (
            <option key={test} value={test} selected={test === filter.test}>
              {test}
            </option>
          ))}
        </select>
      </label>
      <label>
        Verdict{' '}
        <select name="verdict">
          <option value="">all</option>
          {['pass', 'fail', 'invalid', 'none'].map((verdict) => (
            <option key={verdict} value={verdict} selected={verdict === filter.verdict}>
              {verdict}
            </option>
          ))}
        </select>
      </label>
      <label>
        Name, note or baseline <input name="text" value={filter.text} />
      </label>
      {series.length > 0 && (
        <label>
          Observed series{' '}
          <select name="series">
            <option value="">none</option>
            {series.map((name) => (
              <option key={name} value={name} selected={name === filter.series}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <button type="submit">Filter</button>
    </form>
  );
}
