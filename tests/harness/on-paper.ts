import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { soon } from './console';

/** Width of A4 paper between margins of 1 cm, in px. */
const PAPER = 718;

interface Printed {
  readonly picture: string;
  readonly width: number;
}

/** Prints the page. @returns the chart of the load as it is on paper */
async function printed(page: Page, landscape = false): Promise<Printed> {
  await page.evaluate(`
    addEventListener('beforeprint', () => {
      const canvas = document.querySelector('#chart-load canvas');
      globalThis.printed = { picture: canvas.toDataURL(), width: canvas.getBoundingClientRect().width };
    }, { once: true });`);
  await page.pdf({ format: 'A4', landscape });
  return page.evaluate('printed');
}

/** Checks that the page of a run loses nothing on paper, and that the screen is afterwards as before. */
export async function isWholeOnPaper(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 900 });
  for (const landscape of [false, true])
    expect((await printed(page, landscape)).width, `landscape: ${landscape}`).toBeLessThanOrEqual(PAPER);
  await soon(() => page.evaluate(`document.querySelector('#chart-load canvas').clientWidth`)).toBeGreaterThan(
    PAPER,
  );
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: PAPER, height: 1000 });
  expect(
    await page.evaluate(`[...document.querySelectorAll('.scroll')].filter(
      (one) => getComputedStyle(one).overflowX !== 'visible' && one.scrollWidth > one.clientWidth).length`),
    'cropped tables',
  ).toBe(0);
  expect(await page.locator('.tool:visible, #stop:visible').count(), 'buttons on paper').toBe(0);
  await page.emulateMedia({ media: null });
  await page.setViewportSize({ width: 1280, height: 900 });
}

/**
 * Checks that paper has the newest chart of a run in progress, also when the chart is out of view.
 * @param endOfNews ends the events of the page
 */
export async function isFreshOnPaper(page: Page, endOfNews: () => Promise<void>): Promise<void> {
  const picture = () => page.evaluate(`document.querySelector('#chart-load canvas').toDataURL()`);
  await page.setViewportSize({ width: 1280, height: 160 });
  await page.evaluate('scrollTo(0, 0)');
  await soon(() =>
    page.evaluate(`document.getElementById('over-time').getBoundingClientRect().top > innerHeight`),
  ).toBe(true);
  const heads = new Set<string | null>();
  await soon(async () => heads.add(await page.textContent('#part-head')).size).toBeGreaterThan(5);
  await endOfNews();
  const old = await picture();
  const paper = await printed(page);
  expect(await picture()).not.toBe(old);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.evaluate(`document.getElementById('over-time').scrollIntoView()`);
  expect(await printed(page)).toEqual(paper);
}
