import { oneLine } from './printable';

/** The device that a text is laid out for: its number of columns, and how it shows colours. */
export interface Screen {
  readonly width: number;
  readonly style: (colour: Colour, text: string) => string;
}

export type Colour = 'green' | 'red' | 'yellow';

/** The layout for a file, a pipe or a log: 100 columns, no colours. */
export const PLAIN: Screen = { width: 100, style: (_colour, text) => text };

/** Least width of the last column of a table, in columns. Below it the column is not wrapped. */
const LEAST_COLUMN = 20;

/**
 * Lays out rows of cells as aligned columns, two spaces apart. Every cell becomes one line, because its text may come from a
 * file.
 * @param align `l` or `r` for each column; the last letter is for all columns that follow
 * @param width width in columns to which a left-aligned last column is wrapped; absent: lines may be longer
 * @returns the lines
 */
export function table(rows: readonly (readonly string[])[], align = 'l', width?: number): string[] {
  const cells = rows.map((row) => row.map(oneLineIndented));
  const widths: number[] = [];
  for (const row of cells)
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  const before = widths.slice(0, -1).reduce((sum, columns) => sum + columns + 2, 0);
  const room = width === undefined || isRight(align, widths.length - 1) ? undefined : width - before;
  return cells.flatMap((row) => {
    const last = row[widths.length - 1];
    const [first, ...rest] =
      last === undefined || room === undefined || room < LEAST_COLUMN ? [last] : broken(last, room, '');
    const lines = row.map((cell, column) => {
      const text = column === widths.length - 1 ? (first ?? '') : cell;
      return isRight(align, column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
    });
    return [lines.join('  ').trimEnd(), ...rest.map((text) => `${' '.repeat(before)}${text}`)];
  });
}

/** Wraps a text between words. The first line keeps its indent; the lines after it are indented by two more columns. */
export function wrap(text: string, width: number): string[] {
  const [lead = ''] = /^ */.exec(text) ?? [];
  return broken(text, width, `${lead}  `);
}

/** Indents each line of a text by two columns. */
export function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

/** Shortens a text to at most `most` characters. It leaves out the middle, because names differ at both ends. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}

function broken(text: string, width: number, indent: string): string[] {
  const [lead = ''] = /^ */.exec(text) ?? [];
  const [first = '', ...words] = text.slice(lead.length).split(' ');
  const lines: string[] = [];
  let line = lead + first;
  for (const word of words) {
    if (line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else {
      line += ` ${word}`;
    }
  }
  return [...lines, line];
}

function isRight(align: string, column: number): boolean {
  return (align[column] ?? align.at(-1)) === 'r';
}

function oneLineIndented(cell: string): string {
  const [lead = ''] = /^ */.exec(cell) ?? [];
  return lead + oneLine(cell);
}
