/** Properties of {@link LivePage}. */
interface LivePageProps {
  readonly run: string;
  /** Whether the console ends with the run: the page then names the report, but cannot link to it. */
  readonly endsWithRun: boolean;
  /** Whether the run has ended without a report. */
  readonly isWithoutReport: boolean;
  /** Link to the form with the values of this run. */
  readonly again: string;
}

/** Page of a run in progress. Its script fills the parts, and updates them with each event. */
export function LivePage({ run, endsWithRun, isWithoutReport, again }: LivePageProps) {
  return (
    <div id="live" data-run={run} data-ends-with-run={endsWithRun ? '' : undefined}>
      <p id="phase" role="status" />
      <p id="connection" class="small" role="status" />
      <div class="controls">
        <button type="button" id="stop" hidden>
          Stop
        </button>{' '}
        {endsWithRun ? (
          <span id="report" hidden>
            The console has ended with the run. The report is <code>reports/{run}/report.html</code>.
          </span>
        ) : isWithoutReport ? (
          <span id="report" hidden>
            The run has no report: <code>loadline report reports/{run}</code> makes one from its samples.
          </span>
        ) : (
          <a id="report" href={`/runs/${run}/report.html`} hidden>
            Open the report
          </a>
        )}{' '}
        {!endsWithRun && (
          <a id="again" href={again} hidden>
            Start with other values
          </a>
        )}
      </div>
      <dialog id="kill" aria-labelledby="kill-title">
        <h2 id="kill-title">Kill the run?</h2>
        <p>
          It is stopping: k6 removes the records that it has made. A kill leaves them, and there is no
          verdict. Afterwards, remove them by <code>loadline sweep</code>.
        </p>
        <button type="button" id="kill-yes">
          Kill it
        </button>{' '}
        <button type="button" id="kill-no">
          Let it end
        </button>
      </dialog>
      {PARTS.map((part) => (
        <div key={part} id={`part-${part}`} />
      ))}
      <div id="part-figures" />
      {LATER_PARTS.map((part) => (
        <div key={part} id={`part-${part}`} />
      ))}
    </div>
  );
}

/** Parts of the page that arrive as HTML, in order. The figures are between `PARTS` and `LATER_PARTS`. */
const PARTS = ['head'] as const;
const LATER_PARTS = ['journeys', 'failures', 'thresholds', 'delivery', 'log'] as const;
