import type { RefObject } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { BrowserContext } from './drawing';
import { tableMarkdown } from './table-markdown';

/** Copies a table as Markdown. */
export function CopyButton({ table, name }: { table: RefObject<HTMLTableElement | null>; name: string }) {
  const browser = useContext(BrowserContext);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    if (!table.current) return;
    await browser?.copy(tableMarkdown(table.current));
    setCopied(true);
  };
  return (
    <button type="button" class="tool" onClick={copy} aria-label={`Copy ${name} as Markdown`}>
      {isCopied ? 'Copied' : 'Copy as Markdown'}
    </button>
  );
}
