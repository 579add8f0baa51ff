import type { RefObject } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { BrowserContext } from './drawing';
import { tableMarkdown } from './table-markdown';

interface CopyButtonProps {
  readonly table: RefObject<HTMLTableElement | null>;
  /** Updates the rows that are out of view. They are up to date in the next frame. */
  readonly update: () => void;
}

/** Button that copies a table as Markdown. */
export function CopyButton({ table, update }: CopyButtonProps) {
  const browser = useContext(BrowserContext);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    update();
    await new Promise(requestAnimationFrame);
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
