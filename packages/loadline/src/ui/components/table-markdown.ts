/** What of a cell is text for people who see it. */
interface Cell {
  readonly textContent: string | null;
  readonly className: string;
}

/** A table as the page has it. */
interface TableOnPage {
  readonly rows: Iterable<{ readonly className: string; readonly cells: Iterable<Cell> }>;
}

/** A table of the page as Markdown: figures to the right; charts within it are left out. */
export function tableMarkdown(table: TableOnPage): string {
  const [head, ...rows] = [...table.rows]
    .filter(({ className }) => className !== 'opened')
    .map(({ cells }) => [...cells]);
  if (!head) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head.map(textOf)),
    line(head.map(({ className }) => (className.split(' ').includes('t') ? '---' : '---:'))),
    ...rows.map((cells) => line(cells.map(textOf))),
    '',
  ].join('\n');
}

function textOf({ textContent }: Cell): string {
  return (textContent ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]#|<>]/g, '\\$&');
}
