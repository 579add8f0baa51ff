import { PLAIN, shortened, table, wrap } from '../../core/text/layout';
import { NONE, showMs, showPercent, showRate } from '../../core/text/numbers';
import { SIGN_MEANS, signIf } from '../../core/thresholds/interpolated';
import { ALPHA, type ComparedRow, type Comparison, FAILURE_MARGIN } from './compare-runs';
import type { Gate } from './gate';
import type { Unit } from './rows';

/** Column titles of a comparison. A line of a terminal has no room for a longer word than `base`. */
export const COMPARISON_HEAD = ['', 'base', 'candidate', 'change', '95% interval', 'p', 'verdict'];

/** Explanation of the sign of the rows that decide. */
export const DECIDES = '* decides --gate';

/**
 * A comparison as text: a table with the rows of each call and journey, then the conclusion.
 * @param about what was compared, e.g. `suite vacancies, profile load, 100 users`
 * @param warnings about the runs
 * @param width in columns: sentences are wrapped and names cut to it
 */
export function comparisonText(
  comparison: Comparison,
  about: string,
  warnings: readonly string[],
  width = PLAIN.width,
): string {
  const wrapped = (line: string) => wrap(line, width);
  const { runs, margin, rows, tested, leftOut } = comparison;
  const head = [
    `${about}: ${runs.base} baseline and ${runs.candidate} candidate runs`,
    `medians of the runs; p: Mann-Whitney, Holm-corrected for ${tested} rows, significant up to ${ALPHA};`,
    `better or worse from a change above ${showPercent(margin)}, of failure rates above ${showPercent(FAILURE_MARGIN)} of all (pp), or a tenth of their fail threshold if that is more; inconclusive: the interval reaches past that on the bad side; ${DECIDES}`,
  ];
  const rest = [
    ...signNotes(rows),
    '',
    ...warnings.map((warning) => `warning: ${warning}`),
    ...leftOutLines(leftOut),
    ...conclusion(comparison),
  ];
  return [...head.flatMap(wrapped), '', ...tableOf(rows, width), ...rest.flatMap(wrapped)].join('\n');
}

/** Explanation of the sign of an interpolated time, if a row has it. */
export function signNotes(rows: readonly ComparedRow[]): string[] {
  return rows.some(({ interpolated: marks }) => marks?.base || marks?.candidate) ? [SIGN_MEANS] : [];
}

/** One line per reason, with all rows that were left out for it. */
export function leftOutLines(leftOut: Comparison['leftOut']): string[] {
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const ids = leftOut.filter((row) => row.reason === reason).map(({ id }) => id);
    return `left out, ${reason}: ${ids.join(', ')}`;
  });
}

/** Text of what `--gate` decided. */
export function gateText({ outcome, reasons }: Gate, width = PLAIN.width): string {
  const head = {
    passed: 'gate: passed',
    worse: 'gate: worse, 99',
    undecided:
      'gate: undecided, 3: make more runs, or longer ones; with --allow-inconclusive this ends with 0',
  }[outcome];
  return [head, ...reasons.map((reason) => `  ${reason}`)].flatMap((line) => wrap(line, width)).join('\n');
}

/** Conclusion from all rows, in a few lines. */
export function conclusion({ rows, runs, runsNeeded, tested }: Comparison): string[] {
  if (runsNeeded !== undefined) {
    return [
      `inconclusive: with ${runs.base} and ${runs.candidate} runs no difference in ${tested} rows can be significant, however large; at least ${runsNeeded} runs on each side are needed, and more to see small differences`,
    ];
  }
  const count = (verdict: ComparedRow['verdict']) => rows.filter((row) => row.verdict === verdict).length;
  const small = rows.filter(
    ({ correctedP, difference = 0, margin }) => correctedP <= ALPHA && Math.abs(difference) <= margin,
  );
  return [
    ...small.map(({ id }) => `${id}: differs for certain, but by no more than the margin`),
    `${count('worse')} worse, ${count('better')} better, ${count('no significant change')} without significant change, ${count('inconclusive')} inconclusive`,
  ];
}

function tableOf(rows: readonly ComparedRow[], width: number): string[] {
  const [head = '', ...lines] = table([COMPARISON_HEAD, ...rows.map(comparisonCells)], 'lrrrrrl');
  const text = [head];
  rows.forEach(({ subject }, index) => {
    if (subject !== rows[index - 1]?.subject) text.push(shortened(subject, width));
    text.push(lines[index] ?? '');
  });
  return text;
}

/** The cells of a comparison's row, as text. */
export function comparisonCells({ stat, unit, base, candidate, decides, ...row }: ComparedRow): string[] {
  const { difference, interval, correctedP, verdict, interpolated: marks } = row;
  return [
    `  ${stat}${decides ? ' *' : ''}`,
    `${signIf(marks?.base)}${valueText(base, unit)}`,
    `${signIf(marks?.candidate)}${valueText(candidate, unit)}`,
    difference === undefined ? '–' : changeText(difference, unit),
    interval ? `${signed(interval.low)} … ${changeText(interval.high, unit)}` : NONE,
    pText(correctedP),
    verdict,
  ];
}

function valueText(value: number, unit: Unit): string {
  if (unit === 'share') return showPercent(value);
  return unit === 'per second' ? showRate(value) : `${showMs(value)} ms`;
}

/** A change of failure rates is in percentage points, any other in percent. */
function changeText(change: number, unit: Unit): string {
  return `${signed(change)}${unit === 'share' ? ' pp' : '%'}`;
}

function signed(change: number): string {
  const text = (change * 100).toFixed(1);
  if (Number(text) === 0) return '0.0';
  return change > 0 ? `+${text}` : text;
}

function pText(p: number): string {
  if (p < 0.0001) return '<0.0001';
  return p < 0.001 ? p.toFixed(4) : p.toFixed(3);
}
