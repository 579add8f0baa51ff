import { Section } from '../components/table';

/** Ids of the runs in progress, and of those that wait in the queue, in order. */
export interface RunsNowProps {
  readonly running: readonly string[];
  readonly waiting: readonly string[];
}

/** The runs in progress and the queue, each with a link to its page. Nothing when there are none. */
export function RunsNow({ running, waiting }: RunsNowProps) {
  if (running.length + waiting.length === 0) return null;
  return (
    <Section id="now" title="Now">
      <ul class="notes">
        {running.map((run) => (
          <li key={run}>
            <a href={`/runs/${run}`}>{run}</a> is in progress
          </li>
        ))}
        {waiting.map((run, index) => (
          <li key={run}>
            <a href={`/runs/${run}`}>{run}</a> waits, number {index + 1} in the queue
          </li>
        ))}
      </ul>
    </Section>
  );
}
