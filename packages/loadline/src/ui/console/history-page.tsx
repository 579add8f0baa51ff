import { counted } from '../../core/text/counted';
import { formatDuration } from '../../core/text/duration';
import { NONE, showMs, showPercent } from '../../core/text/numbers';
import { signOf } from '../../core/thresholds/interpolated';
import { Mark, VerdictMark } from '../components/mark';
import { Sparkline } from '../components/sparkline';
import { Hint, Section, Table } from '../components/table';
import { instant } from '../report/failure-rows';

/** Row of a run in the history. */
export interface HistoryRow {
  readonly run: string;
  readonly startedMs: number;
  readonly test: string;
  readonly verdict: 'pass' | 'fail' | 'invalid' | 'none';
  /** Why the run has no verdict, or what stopped it. */
  readonly note?: string;
  readonly figures?: {
    readonly users: number;
    readonly loadMs: number;
    readonly callsPerSecond: number;
    readonly failed?: number;
    readonly slowest?: {
      readonly call: string;
      readonly p95: number;
      readonly interpolated?: readonly string[];
    };
  };
  /** Highest p95 of each comparable earlier run, oldest first, and of this run. */
  readonly trend: readonly number[];
  /** Text about a change of the p95 that began with this run. */
  readonly change?: { readonly isWorse: boolean; readonly words: string };
}

/** Filter of the history. */
export interface HistoryFilter {
  readonly test: string;
  readonly verdict: string;
  readonly text: string;
}

export interface HistoryProps {
  /** Rows of this page. */
  readonly rows: readonly HistoryRow[];
  /** `found`: number of runs that match the filter. `all`: number of all runs. */
  readonly found: number;
  readonly all: number;
  readonly filter: HistoryFilter;
  readonly tests: readonly string[];
  /** Links to the next pages with newer and older runs. */
  readonly newer?: string;
  readonly older?: string;
}

const COLUMNS = [
  { title: 'Run' },
  { title: 'Verdict', text: true },
  { title: 'Test', text: true },
  { title: 'Began (UTC)', text: true },
  { title: 'Users' },
  { title: 'Length' },
  { title: 'Calls/s' },
  { title: 'Failed' },
  { title: 'Highest p95' },
  { title: 'Trend of it', text: true },
  { title: 'Compare', text: true },
];

/** Page with all runs, newest first, and the trend of their figures. */
export function HistoryPage({ rows, found, all, filter, tests, newer, older }: HistoryProps) {
  return (
    <>
      <Filter filter={filter} tests={tests} />
      <form action="/compare">
        <Section id="runs" title={found === all ? counted(all, 'run') : `${found} of ${counted(all, 'run')}`}>
          {rows.length === 0 && <p>{all === 0 ? 'There are no runs yet.' : 'No run is like this.'}</p>}
          <Table caption="Runs, the newest first" columns={COLUMNS} rows={rows.map(cells)} />
          {rows.length > 0 && (
            <p>
              <button type="submit">Compare the chosen runs</button>
            </p>
          )}
          <p class="pages">
            {newer !== undefined && <a href={newer}>Newer runs</a>}{' '}
            {older !== undefined && <a href={older}>Older runs</a>}
          </p>
          <Hint>
            The trend has the last 20 runs of the same suite, plan and target. A change is told where
            Mann-Whitney's p, corrected for all places where it could be, is at most 0.05, and the medians
            differ by more than 5%; never below eight runs.
          </Hint>
        </Section>
      </form>
    </>
  );
}

function Filter({ filter, tests }: { filter: HistoryFilter; tests: readonly string[] }) {
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
        Name of the run <input name="text" value={filter.text} />
      </label>
      <button type="submit">Filter</button>
    </form>
  );
}

function cells({ run, startedMs, test, verdict, note, figures, trend, change }: HistoryRow) {
  const slowest = figures?.slowest;
  return [
    <>
      <a href={`/runs/${run}`}>{run}</a>
      {note !== undefined && <span class="small note">{note}</span>}
      {change && (
        <span class="small note">
          <Mark kind={change.isWorse ? 'bad' : 'good'}>{change.words}</Mark>
        </span>
      )}
    </>,
    verdict === 'none' ? (
      'none'
    ) : (
      <span class={`of ${verdict}`}>
        <VerdictMark verdict={verdict} />
      </span>
    ),
    test,
    instant(startedMs).slice(0, 16).replace('T', ' '),
    figures ? String(figures.users) : NONE,
    figures ? lengthText(figures.loadMs) : NONE,
    figures ? figures.callsPerSecond.toFixed(1) : NONE,
    figures?.failed === undefined ? NONE : showPercent(figures.failed),
    slowest ? (
      <>
        {signOf(slowest, 'p95')}
        {showMs(slowest.p95)} ms <span class="small call">{slowest.call}</span>
      </>
    ) : (
      NONE
    ),
    <Sparkline key="trend" values={trend} />,
    figures ? <Choice run={run} /> : NONE,
  ];
}

/** Chooses a run as baseline or candidate of a comparison. */
function Choice({ run }: { run: string }) {
  return (
    <span class="choice">
      <label>
        <input type="checkbox" name="a" value={run} aria-label={`${run} as baseline`} /> base
      </label>{' '}
      <label>
        <input type="checkbox" name="b" value={run} aria-label={`${run} as candidate`} /> new
      </label>
    </span>
  );
}

function lengthText(ms: number): string {
  return formatDuration(ms < 1_000 ? Math.round(ms) : Math.round(ms / 1_000) * 1_000);
}
