import { CREDENTIALS, notTried, type ProbeOutcome, type ProbeResult } from '../../core/verdict/probe-matrix';
import { Mark } from './mark';
import { type Row, Table } from './table';

const KIND: Record<ProbeOutcome, 'good' | 'bad' | 'warn'> = {
  closed: 'good',
  open: 'bad',
  changed: 'bad',
  unclear: 'warn',
};

/** Results of the probes: each call with each credential that the service must reject. */
export function Probes({ probes }: { probes: readonly ProbeResult[] }) {
  const calls = [...new Set(probes.map(({ call }) => call))];
  const rows = [...new Set(probes.map(({ credential }) => credential))].map((credential): Row => {
    const cells = calls.map((call) =>
      cell(probes.find((probe) => probe.call === call && probe.credential === credential)),
    );
    const shows: string = (CREDENTIALS as Readonly<Record<string, string>>)[credential] ?? '';
    return [<code key="credential">{credential}</code>, ...cells, shows];
  });
  const rest = notTried(probes);
  return (
    <>
      <Table
        caption="Calls with credentials that must not open them"
        columns={[
          { title: 'Credential' },
          ...calls.map((title) => ({ title, text: true })),
          { title: 'What “closed” shows', text: true },
        ]}
        rows={rows}
      />
      {rest !== undefined && <p>{rest}</p>}
    </>
  );
}

function cell(probe: ProbeResult | undefined) {
  return probe ? <Mark kind={KIND[probe.outcome]}>{`${probe.outcome}, ${probe.status}`}</Mark> : '–';
}
