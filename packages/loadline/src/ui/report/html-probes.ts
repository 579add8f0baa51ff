import { CREDENTIALS, notTried, type ProbeOutcome, type ProbeResult } from '../../core/verdict/probe-matrix';
import type { Result } from '../../core/verdict/result';
import { mark, section } from './html-parts';
import { htmlTable, type Row } from './html-table';
import { type Html, html } from './html-template';

const KIND: Record<ProbeOutcome, 'good' | 'bad' | 'warn'> = {
  closed: 'good',
  open: 'bad',
  changed: 'bad',
  unclear: 'warn',
};

/** Who was let in where: calls by credentials that must not open them. Nothing for a run without probes. */
export function probesSection({ aggregate: { probes = [] } }: Result): Html {
  if (probes.length === 0) return html``;
  const calls = [...new Set(probes.map(({ call }) => call))];
  const columns = [
    { title: 'Credential' },
    ...calls.map((title) => ({ title, text: true })),
    { title: 'What “closed” shows', text: true },
  ];
  const rows = [...new Set(probes.map(({ credential }) => credential))].map((credential): Row => {
    const cells = calls.map((call) =>
      cell(probes.find((probe) => probe.call === call && probe.credential === credential)),
    );
    const shows: string = (CREDENTIALS as Readonly<Record<string, string>>)[credential] ?? '';
    return [html`<code>${credential}</code>`, ...cells, shows];
  });
  const rest = notTried(probes);
  return section(
    'probes',
    'Who may call',
    htmlTable('Calls with credentials that must not open them', columns, rows),
    rest === undefined ? html`` : html`<p>${rest}</p>`,
  );
}

function cell(probe: ProbeResult | undefined): Html | string {
  return probe ? mark(KIND[probe.outcome], `${probe.outcome}, ${probe.status}`) : '–';
}
