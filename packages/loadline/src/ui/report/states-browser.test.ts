import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromePath, NO_CHROME, startChrome } from '../../../../../tests/harness/chrome';
import { project } from '../../../../../tests/harness/project';
import { reportStates } from '../../../../../tests/harness/report-states';
import { reportHtml } from './html';

if (chromePath === undefined) console.warn(`the report is not opened in a browser: ${NO_CHROME}`);

/** Folder of the screenshots and the pages. */
const KEPT = project('test-results', 'report');
const STATES = reportStates();

/** 200 % zoom of 1280 px leaves 640 px. */
const VIEWS = [
  { name: '1280', width: 1280, colorScheme: 'light' },
  { name: '1280-dark', width: 1280, colorScheme: 'dark' },
  { name: '390-dark', width: 390, colorScheme: 'dark' },
  { name: '390', width: 390, colorScheme: 'light' },
  { name: '200-percent', width: 640, colorScheme: 'light' },
  { name: '200-percent-dark', width: 640, colorScheme: 'dark' },
] as const;

/** Width of A4 paper between margins of 1 cm, in px. */
const PAPER = 718;

// Several at once: axe looks at each of seven views, and keeps one processor busy.
describe.skipIf(chromePath === undefined)(
  'every state of the report',
  { timeout: 600_000, concurrent: true },
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await startChrome();
      await mkdir(KEPT, { recursive: true });
    }, 60_000);
    afterAll(() => browser?.close());

    it.each(Object.keys(STATES))(
      '%s: fits, has no accessibility violation, is complete on paper',
      async (name) => {
        const { result, baseline } = STATES[name] ?? {};
        if (!result) throw new Error(name);
        const file = join(KEPT, `${name.replaceAll(' ', '-')}.html`);
        await writeFile(file, reportHtml(result, { baseline }));
        const page = await browser.newPage();
        const complaints: string[] = [];
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(error.message));
        await page.goto(pathToFileURL(file).href);
        await page.evaluate(axe.source);
        for (const { name: view, width, colorScheme } of VIEWS) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme });
          await page.evaluate(
            'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
          );
          expect(await widthOf(page), `${view}: no wider than the screen`).toBeLessThanOrEqual(width);
          expect(await violations(page), view).toEqual([]);
          expect(await tabStops(page), `${view}: stops of the Tab key`).toBeLessThanOrEqual(60);
          if (width < 672) expect(await unseen(page), `${view}: cells beside the screen`).toEqual([]);
          await page.screenshot({ path: file.replace('.html', `-${view}.png`), fullPage: true });
        }
        await page.setViewportSize({ width: PAPER, height: 1000 });
        await page.emulateMedia({ media: 'print' });
        await page.evaluate("dispatchEvent(new Event('beforeprint'))");
        expect(await hiddenCells(page), 'whole on paper').toBe(0);
        expect(await page.locator('.tool:visible').count(), 'buttons on paper').toBe(0);
        expect(await violations(page), 'on paper').toEqual([]);
        await page.pdf({ path: file.replace('.html', '.pdf'), format: 'A4' });
        expect(complaints).toEqual([]);
        await page.close();
      },
    );
  },
);

function widthOf(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth');
}

/** Returns violations of axe's rules, including best practices: rule and element. */
async function violations(page: Page): Promise<string[]> {
  const found: { id: string; nodes: { html: string }[] }[] = await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

/** Returns the number of stops of the Tab key. */
function tabStops(page: Page): Promise<number> {
  return page.evaluate(`[...document.querySelectorAll('a[href], button, input, summary, [tabindex]')].filter(
    (one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ contentVisibilityAuto: true }) && !one.closest('details:not([open]) > :not(summary)')
  ).length`);
}

/** Returns cells of tables with much text that are not within the screen, or that do not say what they are. */
function unseen(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('table.stacked')].flatMap((table) => {
    const titles = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    return [...table.tBodies[0].rows].flatMap((row) => [...row.cells].filter((cell, place) => {
      if (!cell.checkVisibility()) return false;
      const { left, right } = cell.getBoundingClientRect();
      const name = getComputedStyle(cell, '::before').content;
      return left < 0 || right > innerWidth || (place > 0 && name !== '"' + titles[place] + ': "');
    }).map((cell) => cell.textContent));
  })`);
}

/** Returns the number of cells that are not visible. */
function hiddenCells(page: Page): Promise<number> {
  return page.evaluate(
    `[...document.querySelectorAll('td, tbody th, .words, dd')].filter((one) => !one.checkVisibility() || one.closest('details:not([open]) > :not(summary)')).length`,
  );
}
