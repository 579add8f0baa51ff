import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { chromePath, NO_CHROME, startChrome } from '../../../../../tests/harness/chrome';
import { exampleResult, plainResult } from '../../../../../tests/harness/example-result';
import { project } from '../../../../../tests/harness/project';
import { tempFolder } from '../../../../../tests/harness/temp-folder';
import type { Result } from '../../core/verdict/result';
import { reportHtml } from './html';

if (chromePath === undefined) console.warn(`the report is not opened in a browser: ${NO_CHROME}`);

describe.skipIf(chromePath === undefined)('the report in a browser', { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChrome();
  }, 60_000);
  afterAll(() => browser?.close());

  interface OpenOptions {
    readonly dark?: boolean;
    readonly baseline?: Result;
    readonly width?: number;
  }

  /** Opens the report from a file. @returns the page, and everything it complained of or asked for */
  async function open(result: Result, { dark = false, baseline, width = 1280 }: OpenOptions = {}) {
    const file = join(await tempFolder(), 'report.html');
    await writeFile(file, reportHtml(result, baseline));
    const page = await browser.newPage({
      colorScheme: dark ? 'dark' : 'light',
      viewport: { width, height: 900 },
    });
    onTestFinished(() => page.close());
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== pathToFileURL(file).href) complaints.push(`asked for ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    return { page, complaints };
  }

  it.each([
    { dark: false, file: 'report.png' },
    { dark: true, file: 'report-dark.png' },
  ])('draws every chart without a complaint, dark: $dark', async ({ dark, file }) => {
    const { page, complaints } = await open(exampleResult(), { dark });
    await expect.poll(() => chartsDrawn(page)).toEqual(Array(5 + 2 * 5).fill(true));
    await mkdir(project('test-results'), { recursive: true });
    await page.screenshot({ path: project('test-results', file), fullPage: true });
    expect(complaints).toEqual([]);
  });

  it('has the figures of the result in its tables', async () => {
    const result = exampleResult();
    const { page } = await open(result);
    const cells = await rowOf(page, 'Calls of the load, times in ms', 'GetVacancy');
    const stats = result.aggregate.calls.find(({ call }) => call === 'GetVacancy');
    expect(Number(cells[0]?.replace(/\s/g, ''))).toBe(stats?.count);
    expect(cells[1]).toContain(`(${stats?.failed})`);
    expect(Number(cells[2])).toBeCloseTo(stats?.duration?.percentiles.p50 ?? 0, 0);
    expect(Number(cells[4])).toBeCloseTo(stats?.duration?.percentiles.p95 ?? 0, 0);
    expect(cells.at(-1)).toBe('p95 ≤ 120ms ✖ 18% past');
    const threshold = await rowOf(page, 'Thresholds and what was measured', 'calls.GetVacancy.p95');
    expect(threshold.slice(0, 4)).toEqual(['≤ 120ms', '141.1 ms', '18% past', '✖ broken']);
    const step = await rowOf(page, 'Levels of the load', '3');
    expect(step.slice(0, 3).map((cell) => cell.replace(/\s/g, ''))).toEqual(['150', '6000', '5893']);
  });

  it('has one heading, table headings with a scope, captions, names for its charts', async () => {
    const { page } = await open(exampleResult());
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    const tables = page.locator('main .scroll table');
    expect(await tables.locator('caption').count()).toBe(await tables.count());
    expect(await tables.locator('th:not([scope])').count()).toBe(0);
    const canvases = page.locator('canvas');
    await expect.poll(() => canvases.count()).toBe(15);
    for (const canvas of await canvases.all()) {
      expect(await canvas.getAttribute('role')).toBe('img');
      expect((await canvas.getAttribute('aria-label'))?.length).toBeGreaterThan(20);
    }
    const ids: string[] = await page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)");
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('can be used by keyboard: links, wide tables, names of lines', async () => {
    const { page } = await open(exampleResult());
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    expect(await page.locator('.scroll:not([tabindex="0"])').count()).toBe(0);
    const name = page.locator('#chart-iterations .u-legend th[role=button]').first();
    await name.focus();
    await name.press('Enter');
    await expect.poll(() => name.getAttribute('aria-pressed')).toBe('false');
  });

  it('follows a change of the theme, and is light on paper', async () => {
    const { page, complaints } = await open(exampleResult({ seconds: 60 }), { dark: true });
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(() => chartsDrawn(page)).toEqual(Array(15).fill(true));
    await page.emulateMedia({ colorScheme: 'dark' });
    expect((await page.pdf()).length).toBeGreaterThan(20_000);
    expect(complaints).toEqual([]);
  });

  it('is no wider than a phone', async () => {
    const { page } = await open(exampleResult({ seconds: 60 }), { width: 390 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  it('compares with another run', async () => {
    const { page, complaints } = await open(exampleResult({ slowness: 1.3 }), { baseline: exampleResult() });
    const cells = await rowOf(page, 'Calls of the load, times in ms', 'GetVacancy');
    expect(cells.at(-2)).toBe('141.1 ▲ 30% slower');
    expect(complaints).toEqual([]);
  });

  it('copes with a result of k6 alone', async () => {
    const { page, complaints } = await open(plainResult());
    expect(await page.locator('canvas').count()).toBe(0);
    expect(await page.locator('#over-time').textContent()).toContain('no course over time');
    expect(complaints).toEqual([]);
  });

  it('runs no script that a name holds', async () => {
    const evil = '<img src=x onerror="document.title=1">';
    const { page, complaints } = await open(exampleResult({ seconds: 5, calls: [evil] }));
    expect(await page.locator('h3').textContent()).toBe(evil);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toContain('vacancies/step');
    expect(complaints).toEqual([]);
  });

  it('draws every chart of one hour of ten calls', async () => {
    const calls = Array.from({ length: 10 }, (_, index) => `CallNumber${index + 1}`);
    const { page, complaints } = await open(exampleResult({ seconds: 3600, calls }));
    await expect.poll(() => chartsDrawn(page), { timeout: 60_000 }).toEqual(Array(25).fill(true));
    expect(complaints).toEqual([]);
  });
});

/** For each place of a chart whether there is something on its canvas. */
function chartsDrawn(page: Page): Promise<boolean[]> {
  return page.evaluate(`[...document.querySelectorAll('[data-chart]')].map((place) => {
    const canvas = place.querySelector('canvas');
    if (!canvas || canvas.width === 0) return false;
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value) => value !== 0);
  })`);
}

/** The cells of one row, white space made one. */
async function rowOf(page: Page, caption: string, name: string): Promise<string[]> {
  const table = page.getByRole('table', { name: caption, exact: true });
  const row = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  const cells = await row.locator('td').allTextContents();
  return cells.map((cell) => cell.replace(/\s+/g, ' ').trim());
}
