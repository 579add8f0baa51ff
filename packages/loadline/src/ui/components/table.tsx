import type { ComponentChildren, Ref } from 'preact';

/** A column. With `text` it is aligned left, otherwise right, for figures. */
export interface Column {
  readonly title: string;
  readonly text?: boolean;
  /** Whether its cells are buttons and the like, which are no part of a copy and not on paper. */
  readonly isControl?: boolean;
}

/** A row. The first cell is its heading. */
export type Row = readonly ComponentChildren[];

interface TableProps {
  /** Title for screen readers. It is visible only with `isNamed`. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Whether the caption is visible, because the section has several tables. */
  readonly isNamed?: boolean;
  /**
   * For a table with much text: on a narrow screen each row is a block, so that nothing is beside the screen. The style names
   * the cells of each kind.
   */
  readonly stacked?: 'thresholds' | 'failures' | 'rules';
}

/** A table that scrolls by itself when it is wider than the page. Shows nothing without rows. */
export function Table({ caption, columns, rows, isNamed = false, stacked }: TableProps) {
  if (rows.length === 0) return null;
  return (
    <div>
      <div class="scroll">
        <table class={stacked && `stacked ${stacked}`}>
          <caption class={isNamed ? undefined : 'spoken'}>{caption}</caption>
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th
                  key={column.title}
                  scope="col"
                  class={classOf(index === 0 ? { ...column, text: true } : column)}
                >
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, place) =>
                  place === 0 ? (
                    <th key={columns[place]?.title} scope="row">
                      {cell}
                    </th>
                  ) : (
                    <td key={columns[place]?.title} class={classOf(columns[place])}>
                      {cell}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function classOf({ text, isControl }: Partial<Column> = {}): string | undefined {
  return isControl ? 't controls' : text ? 't' : undefined;
}

/** Details that the reader can open. */
export function Folded({ summary, children }: { summary: string; children: ComponentChildren }) {
  return (
    <details>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly place?: Ref<HTMLElement>;
  readonly children: ComponentChildren;
}

/** A part of the page with its heading. */
export function Section({ id, title, place, children }: SectionProps) {
  return (
    <section {...(place && { ref: place })} id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}

/** Explanation of a table in small print. */
export function Hint({ children }: { children: ComponentChildren }) {
  return <p class="hint small">{children}</p>;
}
