import { tableMarkdown } from '../components/table-markdown';
import { browser } from './browser';

/** Adds a copy button below each table that is not part of an interactive component. */
export function copyTables(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>('section .scroll table')) {
    if (table.closest('#figures')) continue;
    const button = document.createElement('button');
    const name = table.caption?.textContent ?? 'this table';
    button.type = 'button';
    button.className = 'tool';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', `Copy as Markdown: ${name}`);
    button.addEventListener('click', async () => {
      await browser.copy(tableMarkdown(table));
      button.textContent = 'Copied';
    });
    table.closest('.scroll')?.after(button);
  }
}
