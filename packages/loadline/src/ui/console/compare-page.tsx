import { counted } from '../../core/text/counted';
import { Hint, Section, Table } from '../components/table';

/** The texts of a comparison, as the command line prints them. */
export interface ComparisonTexts {
  readonly base: readonly string[];
  readonly candidate: readonly string[];
  readonly conclusion: readonly string[];
  readonly warnings: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly { readonly subject: string; readonly cells: readonly string[] }[];
  readonly leftOut: readonly string[];
}

/** Result of a comparison, or the reasons why it was refused. Undefined: no runs are chosen. */
export type Compared = ComparisonTexts | { readonly refused: readonly string[] } | undefined;

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
      <Section id="refused" title="These runs were not compared">
        <ul>
          {compared.refused.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </Section>
    );
  const { base, candidate, conclusion, warnings, head, rows, leftOut } = compared;
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
        {leftOut.map((line) => (
          <Hint key={line}>{line}</Hint>
        ))}
        <Hint>
          p is Mann-Whitney's, corrected for all rows (Holm). The command line does the same: loadline compare
          BASE… -- CANDIDATE…
        </Hint>
      </Section>
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
