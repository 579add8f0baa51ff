import { sampleCount, type ThresholdResult } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { noBreakingPoint } from '../../core/verdict/stopped';
import { failureRows, instant, mostFrequent } from './failure-rows';
import { NONE, showCount, showMargin, showMeasured, showShare, showStepP95 } from './figures';
import { mark, section, thresholdMark } from './html-parts';
import { htmlTable, type Row } from './html-table';
import { type Html, html } from './html-template';

/** Every threshold with what was measured and how much room was left. */
export function thresholdsSection({ thresholds }: Result): Html {
  const columns = [
    { title: 'Threshold' },
    { title: 'Bound' },
    { title: 'Measured' },
    { title: 'Margin', hint: 'room left, as a share of the threshold' },
    { title: 'Outcome', text: true },
    { title: 'Why it is there', text: true },
  ];
  const rows = thresholds
    .toSorted((a, b) => urgency(a) - urgency(b))
    .map((threshold): Row => {
      const bound = threshold.level === 'warn' ? `${threshold.bound} (warn)` : threshold.bound;
      return [
        html`<code>${threshold.id}</code>`,
        bound,
        showMeasured(threshold),
        showMargin(threshold),
        thresholdMark(threshold, outcomeWords(threshold)),
        threshold.why,
      ];
    });
  return section('thresholds', 'Thresholds', htmlTable('Thresholds and what was measured', columns, rows));
}

function outcomeWords(threshold: ThresholdResult): string {
  if (threshold.outcome === 'not judged') return `not judged: ${sampleCount(threshold)}`;
  return threshold.level === 'warn' && threshold.outcome === 'broken' ? 'warning' : threshold.outcome;
}

/** What broke comes first. */
function urgency({ level, outcome }: ThresholdResult): number {
  if (outcome === 'held') return 4;
  if (outcome === 'not judged') return 3;
  if (outcome === 'no data') return 1;
  return level === 'fail' ? 0 : 2;
}

/** The levels of a load that rises in steps, and the first one that was too much. */
export function stepsSection(result: Result): Html {
  const { breakingPoint } = result;
  const { steps = [] } = result.aggregate;
  if (steps.length === 0) return html``;
  const columns = [
    ...['Step', 'Users', 'Offered', 'Done', 'Failed', 'Response p95 (ms)'].map((title) => ({ title })),
    { title: 'Thresholds', text: true },
  ];
  const rows = steps.map(
    (step): Row => [
      String(step.number),
      ...[step.users, step.offered, step.done].map(showCount),
      showShare(step.failed, step.done),
      showStepP95(step),
      step.broken.length === 0 ? mark('good', 'held') : mark('bad', `broken: ${step.broken.join(', ')}`),
    ],
  );
  const none = noBreakingPoint(result);
  const end =
    breakingPoint === undefined
      ? html`<p>${mark(none.startsWith('none') ? 'good' : 'none', `Breaking point: ${none}.`)}</p>`
      : html`<p>${mark('bad', 'Breaking point:')} ${breakingPoint}</p>`;
  return section('steps', 'Load steps', end, htmlTable('Levels of the load', columns, rows));
}

/** What failed, why and when, and how it was worded. */
export function failuresSection(result: Result): Html {
  const columns = [
    { title: 'Name' },
    { title: 'Kind', text: true },
    { title: 'Cause', text: true },
    { title: 'Occurrences' },
    { title: 'Of all' },
    { title: 'First', text: true },
    { title: 'Last', text: true },
    { title: 'Example', text: true },
  ];
  const rows = mostFrequent(failureRows(result)).map(
    ({ of, name, phase, cause, count, whole, firstAtMs, lastAtMs, example = '' }): Row => [
      name,
      of === 'call' && phase !== 'load' ? `call (${phase})` : of,
      html`<code>${cause}</code>`,
      showCount(count),
      whole === 0 ? NONE : showShare(count, whole),
      instant(firstAtMs),
      instant(lastAtMs),
      example,
    ],
  );
  const table = htmlTable('Failures by cause, the most frequent first', columns, rows);
  const none = html`<p>${mark('good', 'Nothing failed.')}</p>`;
  return section('failures', 'Failures', rows.length === 0 ? none : table);
}
