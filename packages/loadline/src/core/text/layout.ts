import { oneLine } from './printable';

/** What a text is laid out for: how many columns there are, and how a word is set off. */
export interface Screen {
  readonly width: number;
  readonly style: (colour: Colour, text: string) => string;
}

export type Colour = 'green' | 'red' | 'yellow';

/** A file, a pipe, a log: 100 columns, no colours. */
export const PLAIN: Screen = { width: 100, style: (_colour, text) => text };

/** How narrow the last column of a table may get before it is left as it is. */
const LEAST_COLUMN = 20;

/**
 * Rows of cells as aligned columns, two spaces apart. Cells may come from files: each stays one line.
 * @param align `l` or `r` for each column; the last letter is for all columns that follow
 * @param width the last column, where it is a left one, is wrapped to fit into so many columns; absent: lines may be longer
 * @returns a line each
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

/** Breaks a text between words. It keeps the blanks that it begins with; what follows is indented two more columns. */
export function wrap(text: string, width: number): string[] {
  const [lead = ''] = /^ */.exec(text) ?? [];
  return broken(text, width, `${lead}  `);
}

/** A text with each line two columns further to the right. */
export function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

/** A text of at most so many characters: what is too much is left out in the middle, as names differ at both ends. */
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
