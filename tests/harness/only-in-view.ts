import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { soon } from './console';

/** Checks that parts of the page of a run in progress are updated while they are in view, and when they come into view. */
export async function showsOnlyWhatIsInView(page: Page): Promise<void> {
  const isUpdated = async () => {
    const before = await page.textContent('#part-head');
    await soon(() => page.textContent('#part-head')).not.toBe(before);
  };
  await page.setViewportSize({ width: 1280, height: 300 });
  await page.evaluate('scrollTo(0, 0)');
  await isUpdated();
  await page.evaluate(`
    globalThis.changes = { calls: 0, 'part-journeys': 0 };
    for (const id of Object.keys(changes))
      new MutationObserver(() => { changes[id] += 1; }).observe(
        document.getElementById(id), { subtree: true, childList: true, characterData: true });`);
  await isUpdated();
  await isUpdated();
  expect(await page.evaluate('changes')).toEqual({ calls: 0, 'part-journeys': 0 });
  for (const id of ['calls', 'part-journeys']) {
    await page.evaluate(`document.getElementById('${id}').scrollIntoView()`);
    await soon(() => page.evaluate(`changes['${id}'] > 0`)).toBe(true);
  }
  await page.setViewportSize({ width: 1280, height: 160 });
  await page.evaluate(`
    document.querySelector('#calls thead').scrollIntoView();
    globalThis.lastRow = document.querySelector('#calls tbody tr:last-child');
    globalThis.changes = { row: 0, first: 0 };
    for (const [name, row] of [['row', lastRow], ['first', document.querySelector('#calls tbody tr')]])
      new MutationObserver(() => { changes[name] += 1; }).observe(
        row, { subtree: true, childList: true, characterData: true });`);
  expect(await page.evaluate('lastRow.getBoundingClientRect().top > innerHeight')).toBe(true);
  await soon(() => page.evaluate('changes.first > 1')).toBe(true);
  expect(await page.evaluate('changes.row')).toBe(0);

  // Enter on a button does not scroll to it.
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(`
    [...document.querySelectorAll('#calls button')]
      .find(({ textContent }) => textContent === 'Copy as Markdown').focus({ preventScroll: true });
    scrollTo(0, 0);
    globalThis.count = () => document.querySelector('#calls tbody td').textContent;`);
  await isUpdated();
  const old = await page.evaluate('count()');
  await isUpdated();
  await isUpdated();
  expect(await page.evaluate('count()')).toBe(old);
  await page.keyboard.press('Enter');
  await soon(() => page.evaluate('count()')).not.toBe(old);
  await soon(() => page.evaluate('navigator.clipboard.readText()')).toContain(
    `| all calls | ${await page.evaluate('count()')} |`,
  );
}
