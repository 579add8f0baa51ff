import type { RefObject } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { BrowserContext } from './drawing';
import { tableMarkdown } from './table-markdown';

/** Button that copies a table as Markdown. */
export function CopyButton({ table }: { table: RefObject<HTMLTableElement | null> }) {
  const browser = useContext(BrowserContext);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    if (!table.current) return;
    await browser?.copy(tableMarkdown(table.current));
    setCopied(true);
  };
  return (
    <button type="button" class="tool" onClick={copy}>
      {isCopied ? 'Copied' : 'Copy as Markdown'}
    </button>
  );
}
