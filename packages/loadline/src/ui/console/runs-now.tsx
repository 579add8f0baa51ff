import { Section } from '../components/table';

/** A run, and its test if that is known. */
interface RunNow {
  readonly run: string;
  readonly test: string | undefined;
}

/** The runs in progress, and those that wait in the queue, in order. */
export interface RunsNowProps {
  readonly running: readonly RunNow[];
  readonly waiting: readonly RunNow[];
}

/** The runs in progress and the queue, each with a link to its page. Nothing when there are none. */
export function RunsNow({ running, waiting }: RunsNowProps) {
  if (running.length + waiting.length === 0) return null;
  const all = [
    ...running.map((one) => ({ ...one, state: 'is in progress' })),
    ...waiting.map((one, index) => ({ ...one, state: `waits, number ${index + 1} in the queue` })),
  ];
  return (
    <Section id="now" title="Now">
      <ul class="notes">
        {all.map(({ run, test, state }) => (
          <li key={run}>
            {test !== undefined && <b>{test}: </b>}
            <a href={`/runs/${run}`}>{run}</a> {state}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What a waiting run will do, and what it waits for. */
export interface Waiting {
  readonly test: string;
  /** Its load in words. Empty: not known. */
  readonly load: string;
  /** Ids of the runs that must end first. Empty while another process is about to start one. */
  readonly behind: readonly string[];
}

/** Content of the page of a run that waits in the queue. */
export function WaitingHead({ test, load, behind }: Waiting) {
  return (
    <>
      <p>
        <b>{test}</b>
        {load !== '' && `, ${load}`}
      </p>
      {behind.length === 0 ? (
        <p>It waits for another console or command that starts runs in this folder.</p>
      ) : (
        <>
          <p>It waits for the end of</p>
          <ul>
            {behind.map((run) => (
              <li key={run}>
                <a href={`/runs/${run}`}>{run}</a>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
