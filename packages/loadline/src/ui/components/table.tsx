import type { ComponentChildren } from 'preact';

/** A column: `text` to the left, else figures to the right. */
export interface Column {
  readonly title: string;
  readonly text?: boolean;
}

/** A row; its first cell is its heading. */
export type Row = readonly ComponentChildren[];

interface TableProps {
  /** What it holds; it is read out, and shown where `isNamed`. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Whether its section holds other tables, so that its name is shown. */
  readonly isNamed?: boolean;
}

/** A table that scrolls by itself when it is wider than the page; nothing without rows. */
export function Table({ caption, columns, rows, isNamed = false }: TableProps) {
  if (rows.length === 0) return null;
  return (
    <div>
      <div class="scroll">
        <table>
          <caption class={isNamed ? undefined : 'spoken'}>{caption}</caption>
          <thead>
            <tr>
              {columns.map(({ title, text }, index) => (
                <th key={title} scope="col" class={text || index === 0 ? 't' : undefined}>
                  {title}
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
                    <td key={columns[place]?.title} class={columns[place]?.text ? 't' : undefined}>
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

/** What is there for those who ask for it. */
export function Folded({ summary, children }: { summary: string; children: ComponentChildren }) {
  return (
    <details>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

/** A part of the page with its heading. */
export function Section(props: { id: string; title: string; children: ComponentChildren }) {
  const { id, title, children } = props;
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}

/** Words in small print that explain a table. */
export function Hint({ children }: { children: ComponentChildren }) {
  return <p class="hint small">{children}</p>;
}
