import { SIGN_MEANS, signIf } from '../../core/thresholds/interpolated';
import { ALPHA, type ComparedRow, type Comparison, FAILURE_MARGIN } from './compare-runs';
import type { Gate } from './gate';
import type { Unit } from './rows';

const WIDTH = 100;

const HEAD = ['', 'base', 'candidate', 'change', '95% interval', 'p', 'verdict'];

/**
 * A comparison as text, at most 100 columns wide: a table with the rows of each call and journey, then what follows from it.
 * @param about what was compared, e.g. `suite vacancies, profile load, 100 users`
 * @param warnings what should be known of the runs
 */
export function comparisonText(comparison: Comparison, about: string, warnings: readonly string[]): string {
  const { runs, margin, rows, tested, leftOut } = comparison;
  const lines = [
    `${about}: ${runs.base} baseline and ${runs.candidate} candidate runs`,
    `medians of the runs; p: Mann-Whitney, Holm-corrected for ${tested} rows, significant up to ${ALPHA};`,
    `better or worse from a change above ${percent(margin)}, of failure rates above ${percent(FAILURE_MARGIN)} of all (pp), or a tenth of their fail threshold if that is more; inconclusive: the interval reaches past that on the bad side; * decides --gate`,
    '',
    ...tableOf(rows),
    ...(rows.some(({ interpolated: marks }) => marks?.base || marks?.candidate) ? [SIGN_MEANS] : []),
    '',
    ...warnings.map((warning) => `warning: ${warning}`),
    ...leftOutLines(leftOut),
    ...conclusion(comparison),
  ];
  return lines.flatMap(wrap).join('\n');
}

/** One line for all rows that miss the same thing. */
function leftOutLines(leftOut: Comparison['leftOut']): string[] {
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const ids = leftOut.filter((row) => row.reason === reason).map(({ id }) => id);
    return `left out, ${reason}: ${ids.join(', ')}`;
  });
}

/** What `--gate` says, as text. */
export function gateText({ outcome, reasons }: Gate): string {
  const head = {
    passed: 'gate: passed',
    worse: 'gate: worse, 99',
    undecided:
      'gate: undecided, 3: make more runs, or longer ones; --allow-inconclusive lets this iteration all the same',
  }[outcome];
  return [head, ...reasons.map((reason) => `  ${reason}`)].flatMap(wrap).join('\n');
}

/** The verdict of the whole in a few lines. */
function conclusion({ rows, runs, runsNeeded, tested }: Comparison): string[] {
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

function tableOf(rows: readonly ComparedRow[]): string[] {
  const [head = '', ...lines] = aligned([HEAD, ...rows.map(cells)]);
  const text = [head];
  rows.forEach(({ subject }, index) => {
    if (subject !== rows[index - 1]?.subject) text.push(shortened(subject));
    text.push(lines[index] ?? '');
  });
  return text;
}

function cells({ stat, unit, base, candidate, decides, ...row }: ComparedRow): string[] {
  const { difference, interval, correctedP, verdict, interpolated: marks } = row;
  return [
    `  ${stat}${decides ? ' *' : ''}`,
    `${signIf(marks?.base)}${valueText(base, unit)}`,
    `${signIf(marks?.candidate)}${valueText(candidate, unit)}`,
    difference === undefined ? '–' : changeText(difference, unit),
    interval ? `${signed(interval.low)} … ${changeText(interval.high, unit)}` : '–',
    pText(correctedP),
    verdict,
  ];
}

function valueText(value: number, unit: Unit): string {
  if (unit === 'share') return percent(value);
  if (unit === 'per second') return `${value.toFixed(2)}/s`;
  return `${value.toFixed(value < 10 ? 2 : value < 1000 ? 1 : 0)} ms`;
}

/** Of failure rates the change is in percentage points. */
function changeText(change: number, unit: Unit): string {
  return `${signed(change)}${unit === 'share' ? ' pp' : '%'}`;
}

function signed(change: number): string {
  const text = (change * 100).toFixed(1);
  if (Number(text) === 0) return '0.0';
  return change > 0 ? `+${text}` : text;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}

function pText(p: number): string {
  if (p < 0.0001) return '<0.0001';
  return p < 0.001 ? p.toFixed(4) : p.toFixed(3);
}

/** Numbers to the right, the first and the last column to the left. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column === HEAD.length - 1 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

function shortened(name: string): string {
  return name.length > WIDTH ? `${name.slice(0, WIDTH - 1)}…` : name;
}

/** Breaks a line of words; lines of the table are never that long. */
function wrap(line: string): string[] {
  if (line.length <= WIDTH) return [line];
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > WIDTH) {
      lines.push(current);
      current = `  ${word}`;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}
