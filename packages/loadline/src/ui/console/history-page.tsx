import { showAmount } from '../../core/text/amount';
import { counted } from '../../core/text/counted';
import { formatDuration } from '../../core/text/duration';
import { NONE, showMs, showPercent } from '../../core/text/numbers';
import { signOf } from '../../core/thresholds/interpolated';
import { Mark, VerdictMark } from '../components/mark';
import { Sparkline } from '../components/sparkline';
import { Hint, Section, Table } from '../components/table';
import { instant } from '../report/failure-rows';
import { Filter, type HistoryFilter } from './history-filter';

/** Row of a run in the history. */
export interface HistoryRow {
  readonly run: string;
  readonly startedMs: number;
  readonly test: string;
  readonly verdict: 'pass' | 'fail' | 'invalid' | 'none';
  /** What the folder is when it holds no result, in a word: `proof`, `lost`. */
  readonly state?: string;
  /** Its fault, what a proof has found, why the run has no verdict, what stopped it. */
  readonly note?: string;
  /** What a user has written about it. */
  readonly remark?: string;
  /** Names of the baselines that contain it. */
  readonly baselines: readonly string[];
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
  /** 95th percentile of the chosen observed series, and that of each comparable earlier run as in `trend`. */
  readonly observed?: { readonly value: number; readonly unit: string; readonly trend: readonly number[] };
  /** Text about a change of the p95 that began with this run. */
  readonly change?: { readonly isWorse: boolean; readonly words: string };
}

export interface HistoryProps {
  /** Rows of this page. */
  readonly rows: readonly HistoryRow[];
  /** `found`: number of runs that match the filter. `all`: number of all runs. */
  readonly found: number;
  readonly all: number;
  readonly filter: HistoryFilter;
  readonly tests: readonly string[];
  /** Names of the observed series of all runs. */
  readonly series: readonly string[];
  /** Runs of each stored baseline. */
  readonly baselines: Readonly<Record<string, readonly string[]>>;
  /** What is wrong with the file of notes and baselines. */
  readonly problem?: string;
  /** Links to the next pages with newer and older runs. */
  readonly newer?: string;
  readonly older?: string;
}

function columnsOf(series: string) {
  if (series === '') return COLUMNS;
  const at = COLUMNS.findIndex(({ title }) => title === 'Trend of it') + 1;
  const own = [{ title: `p95 of ${series}` }, { title: 'Its trend', text: true }];
  return [...COLUMNS.slice(0, at), ...own, ...COLUMNS.slice(at)];
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
  { title: 'Compare', text: true, isControl: true },
  { title: 'Change', text: true, isControl: true },
];

/** Page with all runs, newest first, and the trend of their figures. */
export function HistoryPage(props: HistoryProps) {
  const { rows, found, all, filter, tests, series, newer, older, baselines, problem } = props;
  return (
    <>
      <Filter filter={filter} tests={tests} series={series} />
      {problem !== undefined && <p class="wrong">{problem}</p>}
      <p id="mark-problem" class="wrong" role="alert" />
      <form action="/compare">
        <Section id="runs" title={found === all ? counted(all, 'run') : `${found} of ${counted(all, 'run')}`}>
          {rows.length === 0 && <p>{all === 0 ? 'There are no runs yet.' : 'No run is like this.'}</p>}
          <Table
            caption="Runs, the newest first"
            columns={columnsOf(filter.series)}
            rows={rows.map((row) => cells(row, filter.series))}
          />
          {rows.length > 0 && (
            <p class="filter">
              <label>
                Baseline{' '}
                <select name="baseline">
                  <option value="">the runs chosen as baseline</option>
                  {Object.entries(baselines).map(([name, runs]) => (
                    <option key={name} value={name}>{`${name}, ${counted(runs.length, 'run')}`}</option>
                  ))}
                </select>
              </label>
              <button type="submit">Compare with the runs chosen as candidate</button>
            </p>
          )}
          <p class="pages">
            {newer !== undefined && <a href={newer}>Newer runs</a>}{' '}
            {older !== undefined && <a href={older}>Older runs</a>}
          </p>
          <Hint>
            The trend has the last 20 runs of the same suite, plan and target. A change is reported where
            Mann-Whitney's p, corrected for all places where it could be, is at most 0.05, and the medians
            differ by more than 5%; never below eight runs.
          </Hint>
        </Section>
      </form>
      {all > 0 && <BaselineForm baselines={baselines} />}
      <Dialogs />
    </>
  );
}

/** @param series the chosen observed series; empty: none */
function cells(row: HistoryRow, series: string) {
  const { run, startedMs, test, verdict, state, note, remark, baselines, figures, trend, change } = row;
  const slowest = figures?.slowest;
  return [
    <>
      <a href={`/runs/${run}`}>{run}</a>
      {note !== undefined && <span class="small note">{note}</span>}
      {remark !== undefined && <span class="small note remark">{remark}</span>}
      {baselines.map((name) => (
        <span key={name} class="small note">{`baseline ${name}`}</span>
      ))}
      {change && (
        <span class="small note">
          <Mark kind={change.isWorse ? 'bad' : 'good'}>{change.words}</Mark>
        </span>
      )}
    </>,
    verdict === 'none' ? (
      (state ?? 'none')
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
    ...(series === '' ? [] : observedCells(row)),
    figures ? <Choice run={run} /> : NONE,
    <span key="change" class="choice">
      <button
        type="button"
        class="tool"
        data-note={run}
        data-text={remark ?? ''}
        aria-label={`Note of ${run}`}
      >
        Note
      </button>{' '}
      <button type="button" class="tool" data-delete={run} aria-label={`Delete ${run}`}>
        Delete
      </button>
    </span>,
  ];
}

function observedCells({ observed }: HistoryRow) {
  if (!observed) return [NONE, NONE];
  return [showAmount(observed.value, observed.unit), <Sparkline key="observed" values={observed.trend} />];
}

/** Chooses a run as baseline or candidate of a comparison. */
function Choice({ run }: { run: string }) {
  return (
    <span class="choice">
      <label>
        <input type="checkbox" name="a" value={run} aria-label={`${run} as baseline`} /> baseline
      </label>{' '}
      <label>
        <input type="checkbox" name="b" value={run} aria-label={`${run} as candidate`} /> candidate
      </label>
    </span>
  );
}

function lengthText(ms: number): string {
  return formatDuration(ms < 1_000 ? Math.round(ms) : Math.round(ms / 1_000) * 1_000);
}

/** Stores the runs that are chosen as baseline under a name, and removes stored baselines. */
function BaselineForm({ baselines }: Pick<HistoryProps, 'baselines'>) {
  return (
    <Section id="baselines" title="Baselines">
      <form id="baseline" class="filter">
        <label>
          Name <input name="name" autocomplete="off" />
        </label>
        <button type="submit">Store the runs chosen as baseline</button>
      </form>
      <ul>
        {Object.entries(baselines).map(([name, runs]) => (
          <li key={name}>
            <b>{name}</b>: {runs.join(', ')}{' '}
            <button
              type="button"
              class="tool"
              data-baseline={name}
              aria-label={`Remove the baseline ${name}`}
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
      <Hint>Runs of a baseline are not deleted, neither here nor by loadline prune.</Hint>
    </Section>
  );
}

function Dialogs() {
  return (
    <>
      <dialog id="note" aria-labelledby="note-title">
        <h2 id="note-title">Note</h2>
        <p>
          <textarea id="note-text" rows={3} maxLength={500} aria-labelledby="note-title" />
        </p>
        <button type="button" id="note-yes">
          Save
        </button>{' '}
        <button type="button" id="note-no">
          Cancel
        </button>
      </dialog>
      <dialog id="delete" aria-labelledby="delete-title">
        <h2 id="delete-title">Delete the run?</h2>
        <p id="delete-run" />
        <p>All its files are deleted: report, figures, samples, log.</p>
        <button type="button" id="delete-yes">
          Delete
        </button>{' '}
        <button type="button" id="delete-no">
          Keep it
        </button>
      </dialog>
    </>
  );
}
