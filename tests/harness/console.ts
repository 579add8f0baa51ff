import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { eventually } from './eventually';
import { freePort } from './free-port';
import { startLoadline } from './loadline';
import { project } from './project';
import { referenceService } from './reference-service';
import { tempFolder } from './temp-folder';
import { variablesFor } from './variables';

/** A password that occurs nowhere else, so that a leak can be found. */
export const MARKED = 'Marked-4711-password';
const ACCOUNT = { email: 'marked@example.com', password: MARKED, name: 'Marked', verified: true };

/** Waits for a state that a busy machine reaches late. */
export function soon<Value>(look: () => Value | Promise<Value>) {
  return expect.poll(look, { timeout: 120_000 });
}

/** Starts a service, and a console for it in a new folder. */
export async function startConsole(options: Parameters<typeof referenceService>[0] = {}) {
  const accounts = [ACCOUNT];
  const service = await referenceService({ accounts, ...options });
  const cwd = await tempFolder();
  const lines = Object.entries(variablesFor(service, accounts)).map(([name, value]) => `${name}=${value}`);
  await writeFile(join(cwd, '.env'), lines.join('\n'));
  const port = await freePort();
  const start = async () => {
    const child = startLoadline(cwd, ['console', '--port', String(port)], { PATH: process.env.PATH ?? '' });
    await eventually(() => expect(child.said()).toContain('Ctrl-C'));
    return child;
  };
  return { service, cwd, port, base: `http://127.0.0.1:${port}`, start, child: await start() };
}

/** Opens a page. @returns the page, its errors, and everything that the console sent to it */
export async function openPage(browser: Browser, url: string, width = 1280) {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  onTestFinished(() => page.close());
  const complaints: string[] = [];
  const sent: string[] = [];
  page.on('console', (message) => {
    // 422 is the expected answer to a form with a mistake.
    if (!message.text().includes('422')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('response', async (response) => {
    sent.push(await response.text().catch(() => ''));
  });
  await page.goto(url);
  return { page, complaints, sent };
}

/** Checks at two widths that nothing overflows the screen, and that axe finds no accessibility problem. */
export async function look(page: Page, name: string): Promise<void> {
  await mkdir(project('test-results'), { recursive: true });
  // A script element would not work, because the page's policy allows no foreign scripts.
  await page.evaluate(axe.source);
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.screenshot({ path: project('test-results', `console-${name}-${width}.png`), fullPage: true });
    const found = await page.evaluate(
      "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))",
    );
    expect([width, found]).toEqual([width, []]);
  }
}
