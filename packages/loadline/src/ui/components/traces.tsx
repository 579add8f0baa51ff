import type { SlowCall, TraceOf } from '../../core/telemetry/trace';
import { showMs } from '../../core/text/numbers';
import { Hint, type Row, Table } from './table';

const COLUMNS = [
  { title: 'Call', text: true },
  { title: 'Duration' },
  { title: 'Ended', text: true },
  { title: 'Trace', text: true },
];

/** The slowest calls whose traces were sampled, each with its trace. */
export function Traces({ calls }: { calls: readonly SlowCall[] }) {
  return (
    <>
      <Hint>Only calls with the sampled flag are among them: the system keeps no traces of the others.</Hint>
      <Table caption="The slowest traced calls" columns={COLUMNS} rows={calls.map(cells)} />
    </>
  );
}

function cells(slow: SlowCall): Row {
  return [
    <code key="call">{slow.call}</code>,
    showMs(slow.durationMs),
    new Date(slow.atMs).toISOString(),
    <TraceLink key="trace" trace={slow} />,
  ];
}

/** ID of a trace, as a link when the run has a template for one. */
export function TraceLink({ trace: { traceId, link } }: { trace: TraceOf }) {
  const id = <code>{traceId}</code>;
  // The result may come from a file that somebody changed.
  if (link === undefined || !/^https?:\/\//i.test(link)) return id;
  return (
    <a href={link} rel="noreferrer">
      {id}
    </a>
  );
}
