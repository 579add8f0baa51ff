import { type Html, html } from './html-template';

/** A column: `text` to the left, else figures to the right. */
export interface Column {
  readonly title: string;
  readonly text?: boolean;
  /** What the title means, where it does not say. */
  readonly hint?: string;
}

/** A row; its first cell is its heading. */
export type Row = readonly (Html | string)[];

/** A table that scrolls by itself when it is wider than the page, by keyboard too; nothing without rows. */
export function htmlTable(caption: string, columns: readonly Column[], rows: readonly Row[]): Html {
  if (rows.length === 0) return html``;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">
<table><caption>${caption}</caption>
<thead><tr>${columns.map((column, index) => headCell(column, index === 0))}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((value, index) => bodyCell(value, index, columns[index]))}</tr>\n`)}</tbody>
</table></div>`;
}

function headCell({ title, text, hint }: Column, isFirst: boolean): Html {
  const shown = hint === undefined ? title : html`<abbr title="${hint}">${title}</abbr>`;
  return html`<th scope="col"${text || isFirst ? '' : html` class="figure"`}>${shown}</th>`;
}

function bodyCell(value: Html | string, index: number, column: Column | undefined): Html {
  if (index === 0) return html`<th scope="row">${value}</th>`;
  return html`<td${column?.text ? '' : html` class="figure"`}>${value}</td>`;
}
