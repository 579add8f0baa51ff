/** The properties of a table cell that are used here. */
interface Cell {
  readonly textContent: string | null;
  readonly className: string;
}

/** The properties of an HTML table that are used here. */
interface TableOnPage {
  readonly rows: Iterable<{ readonly className: string; readonly cells: Iterable<Cell> }>;
}

/** A table of the page as Markdown, with figures aligned right and without the charts and the controls in it. */
export function tableMarkdown(table: TableOnPage): string {
  const [head, ...rows] = [...table.rows]
    .filter(({ className }) => className !== 'opened')
    .map(({ cells }) => [...cells].filter(({ className }) => !className.endsWith('controls')));
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
