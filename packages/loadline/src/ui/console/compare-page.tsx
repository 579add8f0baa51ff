import { counted } from '../../core/text/counted';
import { Charts } from '../components/charts';
import { Hint, Section, Table } from '../components/table';
import type { Chart } from '../report/chart-model';
import { Choice } from './choice';

/** The runs of both sides next to each other. */
export interface Sides {
  /** What is not the same in all runs: each value once. */
  readonly differences: readonly {
    readonly what: string;
    readonly base: readonly string[];
    readonly candidate: readonly string[];
  }[];
  /** Both sides over time, in the same charts. */
  readonly charts: readonly Chart[];
  /** Calls to choose from, and the chosen one. Absent: the charts show all calls. */
  readonly calls: readonly string[];
  readonly call?: string;
  /** The other values in the URL of the page. */
  readonly chosen: readonly (readonly [name: string, value: string])[];
  /** Link that compares the runs although they differ. Absent when nothing refuses them. */
  readonly anyway?: string;
}

/** The texts of a comparison, as the command line prints them. */
export interface ComparisonTexts {
  readonly base: readonly string[];
  readonly candidate: readonly string[];
  readonly conclusion: readonly string[];
  readonly warnings: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly { readonly subject: string; readonly cells: readonly string[] }[];
  /** Signs in the rows, and rows that were left out. */
  readonly notes: readonly string[];
  readonly sides: Sides;
}

/** Result of a comparison, or the reasons why it was refused. Undefined: no runs are chosen. */
export type Compared =
  | ComparisonTexts
  | { readonly refused: readonly string[]; readonly sides?: Sides }
  | undefined;

/** Name of the link that compares runs although they differ. */
export const ANYWAY = 'Compare them anyway';

/** Page that compares two groups of runs. */
export function ComparePage({ compared }: { compared: Compared }) {
  if (!compared)
    return (
      <p>
        Choose runs as baseline and as candidate in <a href="/runs">the list of runs</a>. One run on each side
        decides nothing: ten on each side, made in turns, show a change of a few times the spread between
        runs.
      </p>
    );
  if ('refused' in compared)
    return (
      <>
        <Section id="refused" title="These runs were not compared">
          <ul>
            {compared.refused.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
          {compared.sides?.anyway !== undefined && (
            <p>
              <a href={compared.sides.anyway}>{ANYWAY}</a>
            </p>
          )}
        </Section>
        {compared.sides && <Differences sides={compared.sides} />}
      </>
    );
  const { base, candidate, conclusion, warnings, head, rows, notes, sides } = compared;
  const columns = [
    { title: 'Of what', text: true },
    ...head.map((title, index) => ({
      title: title || 'Figure',
      text: index === 0 || index === head.length - 1,
    })),
  ];
  return (
    <>
      <Section id="outcome" title="Outcome">
        {conclusion.map((line) => (
          <p key={line}>
            <b>{line}</b>
          </p>
        ))}
        {warnings.length > 0 && (
          <ul class="notes">
            {warnings.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        <dl class="sides">
          <Side name="Baseline" runs={base} />
          <Side name="Candidate" runs={candidate} />
        </dl>
      </Section>
      <Section id="figures" title="Figures">
        <Table
          caption="Medians of the runs"
          columns={columns}
          rows={rows.map(({ subject, cells }) => [subject, ...cells])}
        />
        {notes.map((line) => (
          <Hint key={line}>{line}</Hint>
        ))}
        <Hint>
          p is Mann-Whitney's, corrected for all rows (Holm). The command line does the same: loadline compare
          BASE… -- CANDIDATE…, or --baseline NAME in place of BASE…
        </Hint>
      </Section>
      <Overlay sides={sides} />
      <Differences sides={sides} />
    </>
  );
}

function Side({ name, runs }: { name: string; runs: readonly string[] }) {
  return (
    <div>
      <dt>
        {name}, {counted(runs.length, 'run')}
      </dt>{' '}
      {runs.map((run) => (
        <dd key={run}>
          <a href={`/runs/${run}`}>{run}</a>
        </dd>
      ))}
    </div>
  );
}

/** Both sides over time. The page's script draws the charts. */
function Overlay({ sides: { charts, calls, call, chosen } }: { sides: Sides }) {
  if (charts.length === 0) return null;
  return (
    <Section id="over-time" title="Over time">
      <form action="/compare" class="filter">
        {chosen.map(([name, value]) => (
          <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
        ))}
        <Choice label="Call" name="call" none="all calls" values={calls} chosen={call} />
        <button type="submit">Show</button>
      </form>
      <div id="overlay" class="charts" data-charts={JSON.stringify(charts)}>
        <Charts charts={charts} />
      </div>
      <Hint>
        Each line is the median of the runs of its side, second by second after the start of the load.
      </Hint>
    </Section>
  );
}

function Differences({ sides: { differences } }: { sides: Sides }) {
  return (
    <Section id="differences" title="Differences of the plan">
      {differences.length === 0 && <p>Target, plan, settings and thresholds are the same in all runs.</p>}
      <Table
        caption="Differences of target, plan, settings and thresholds"
        columns={[
          { title: 'What', text: true },
          { title: 'Baseline', text: true },
          { title: 'Candidate', text: true },
        ]}
        rows={differences.map(({ what, base, candidate }) => [what, valuesText(base), valuesText(candidate)])}
      />
    </Section>
  );
}

const MOST_VALUES = 5;

function valuesText(values: readonly string[]) {
  const more = values.length - MOST_VALUES;
  return (
    <span class="wraps">
      {values.slice(0, MOST_VALUES).join('; ')}
      {more > 0 && `; ${more} more`}
    </span>
  );
}
