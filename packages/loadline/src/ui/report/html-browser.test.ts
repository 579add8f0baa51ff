import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { chromePath, NO_CHROME, startChrome } from '../../../../../tests/harness/chrome';
import { exampleResult, plainResult } from '../../../../../tests/harness/example-result';
import { project } from '../../../../../tests/harness/project';
import { tempFolder } from '../../../../../tests/harness/temp-folder';
import type { Result } from '../../core/verdict/result';
import { showTime } from './figures';
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

  /** Opens the report from a file. @returns the page, its errors and its requests */
  async function open(result: Result, { dark = false, baseline, width = 1280 }: OpenOptions = {}) {
    const file = join(await tempFolder(), 'report.html');
    await writeFile(file, reportHtml(result, { baseline }));
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
  ])('draws every chart without an error, dark: $dark', async ({ dark, file }) => {
    const { page, complaints } = await open(exampleResult(), { dark });
    for (const name of await page.locator('button.row').all()) await name.click();
    await page.locator('#delivery-charts summary').click();
    await expect.poll(() => chartsDrawn(page)).toEqual(Array(1 + 2 * 5 + 1 + 3).fill(true));
    await mkdir(project('test-results'), { recursive: true });
    await page.screenshot({ path: project('test-results', file), fullPage: true });
    expect(complaints).toEqual([]);
  });

  it('has the figures of the result in its tables', async () => {
    const result = exampleResult();
    const { page } = await open(result);
    const cells = await rowOf(page, CALLS, 'GetVacancy');
    const stats = result.aggregate.calls.find(({ call }) => call === 'GetVacancy');
    expect(Number(cells[0]?.replace(/\s/g, ''))).toBe(stats?.count);
    expect(Number.parseFloat(cells[1] ?? '')).toBeCloseTo((stats?.count ?? 0) / 600, 1);
    expect(cells[2]).toContain(`(${stats?.failed})`);
    expect(Number(cells[3])).toBeCloseTo(stats?.duration?.percentiles.p50 ?? 0, 0);
    expect(Number(cells[4])).toBeCloseTo(stats?.duration?.percentiles.p95 ?? 0, 0);
    expect(cells.at(-1)).toBe('p95 ≤ 120ms 18% past');
    const load = result.aggregate.calls.filter(({ phase }) => phase === 'load');
    const all = await rowOf(page, CALLS, 'all calls');
    expect(Number(all[0]?.replace(/\s/g, ''))).toBe(load.reduce((sum, { count }) => sum + count, 0));
    const threshold = page.locator('#thresholds tr').filter({ hasText: 'calls.GetVacancy.p95' });
    expect(await threshold.locator('td').allTextContents()).toEqual([
      'broken',
      '141.1 ms',
      '≤ 120ms',
      '18% past',
    ]);
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
    const charts = page.locator('[data-chart]');
    for (const chart of await charts.all()) {
      expect(await chart.getAttribute('role')).toBe('img');
      expect((await chart.getAttribute('aria-label'))?.length).toBeGreaterThan(20);
    }
    const ids: string[] = await page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)");
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('can be used by keyboard: links, rows of the table of calls, names of lines', async () => {
    const { page } = await open(exampleResult());
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    const name = page.locator('#chart-load .legend button').first();
    await name.press('Enter');
    await expect.poll(() => name.getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate('document.activeElement.textContent')).toContain('calls');
    expect(await page.locator('#chart-load .legend button[tabindex="0"]').count()).toBe(1);
    await page.locator('button.row').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.dataset.call')).toBe('UpdateVacancy');
    await expect.poll(() => page.locator('tr.opened').count()).toBe(1);
    expect(await page.locator('button.row[tabindex="0"]').count()).toBe(1);
  });

  it('sorts and filters the calls, and a link opens the same view', async () => {
    const { page } = await open(exampleResult());
    const names = () => page.locator('button.row').allTextContents();
    await page.getByRole('button', { name: 'p95', exact: true }).click();
    await expect.poll(async () => (await names())[0]).toBe('GetVacancies');
    await page.getByRole('searchbox').fill('update');
    await expect.poll(names).toEqual(['UpdateVacancy']);
    await page.locator('button.row').click();
    await expect.poll(() => page.locator('tr.opened canvas').count()).toBe(2);
    await page.reload();
    await expect.poll(names).toEqual(['UpdateVacancy']);
    await expect.poll(() => page.locator('tr.opened canvas').count()).toBe(2);
    const link = page.url();
    await page.getByRole('link', { name: 'Failures' }).click();
    await expect.poll(() => page.url()).toBe(link);
    await page.getByRole('searchbox').fill('');
    await expect.poll(async () => (await names())[0]).toBe('GetVacancies');
    await page.evaluate(`location.href = ${JSON.stringify(link)}`);
    await expect.poll(names).toEqual(['UpdateVacancy']);
  });

  it('follows a change of the theme, and is light on paper', async () => {
    const { page, complaints } = await open(exampleResult({ seconds: 60 }), { dark: true });
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(() => chartsDrawn(page)).toEqual(Array(5).fill(true));
    await page.emulateMedia({ colorScheme: 'dark' });
    expect((await page.pdf()).length).toBeGreaterThan(20_000);
    expect(complaints).toEqual([]);
  });

  it('recomputes the figures of a part of the load, marks them, and a link opens the same part', async () => {
    const { page, complaints } = await open(exampleResult());
    const [from, to] = [page.getByRole('slider').first(), page.getByRole('slider').last()];
    const whole = await rowOf(page, CALLS, 'GetVacancy');
    await to.fill('6');
    await expect
      .poll(() => page.locator('#calls [role=status]').first().textContent())
      .toContain('Figures from 0:00 to ');
    const part = await rowOf(page, CALLS, 'GetVacancy');
    expect(Number(part[0]?.replace(/\s/g, ''))).toBeLessThan(Number(whole[0]?.replace(/\s/g, '')));
    expect(part[4]).toMatch(/^≈ \d/);
    expect(await page.locator('.key-figures').textContent()).toContain('≈');
    await page.reload();
    await expect.poll(() => rowOf(page, CALLS, 'GetVacancy')).toEqual(part);
    expect(await from.getAttribute('aria-valuetext')).toBe('0:00');
    await page.getByRole('button', { name: 'Whole load' }).click();
    await expect.poll(() => rowOf(page, CALLS, 'GetVacancy')).toEqual(whole);
    expect(complaints).toEqual([]);
  });

  it('copies a table as Markdown, and exports a chart as an image', async () => {
    const { page } = await open(exampleResult());
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download PNG: The load over time' }).click();
    expect((await download).suggestedFilename()).toBe('The-load-over-time.png');
    // Name and legend are above and below the drawing.
    const png = await readFile(await (await download).path());
    const [width = 0, height = 0]: number[] = await page.evaluate(
      "(({ width, height }) => [width, height])(document.querySelector('#chart-load canvas'))",
    );
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([width, height + 26 + 18 + 10]);
    await mkdir(project('test-results'), { recursive: true });
    await writeFile(project('test-results', 'chart.png'), png);
    await page.evaluate(
      'navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }',
    );
    await page.getByRole('button', { name: 'Copy as Markdown', exact: true }).click();
    await expect
      .poll(() => page.evaluate('window.copied'))
      .toMatch(/^\| Call \| Count \|.*\n\| --- \| ---: \|.*\n\| all calls \|/);
  });

  it('is complete under the policy of Jenkins: no script, no style', async () => {
    const result = exampleResult();
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.route('http://jenkins.test/**', (route) =>
      route.fulfill({
        contentType: 'text/html',
        headers: {
          'Content-Security-Policy': "sandbox; default-src 'none'; img-src 'self'; style-src 'self';",
        },
        body: reportHtml(result),
      }),
    );
    await page.goto('http://jenkins.test/report.html');
    expect(await page.locator('canvas').count()).toBe(0);
    const text = (await page.locator('body').textContent()) ?? '';
    for (const { call, duration } of result.aggregate.calls) {
      expect(text).toContain(call);
      for (const stat of ['p50', 'p95', 'p99', 'max'])
        expect(text, `${call} ${stat}`).toContain(showTime(duration, stat));
    }
    for (const { id, why } of result.thresholds) expect(text).toContain(`${id} ${why}`);
    expect(text.match(/Duration over time: Highest: p50/g)).toHaveLength(5);
    expect(text).toContain('Highest: users 150 at ');
  });

  it('compares with a run of the same plan, and marks only the differences that compare reports', async () => {
    const baseline = { ...exampleResult(), spec: { ...exampleResult().spec, runId: 'before' } };
    const { page, complaints } = await open(exampleResult({ slowness: 1.3 }), { baseline });
    const cells = await rowOf(page, CALLS, 'GetVacancy');
    expect(cells[4]).toBe('183.5 ▲ 30% (141.1)');
    expect(await page.locator('#chart-load .legend').textContent()).toContain('p95 of the earlier run');
    expect(await page.locator('.change.worse').count()).toBe(0);
    expect(await page.locator('.compared').first().textContent()).toContain('Compared with run before');
    expect(complaints).toEqual([]);
  });

  it('does not compare with a run of another plan, and says why', async () => {
    const baseline = exampleResult({ seconds: 300 });
    const { page } = await open(exampleResult(), { baseline });
    expect(await page.locator('.compared').textContent()).toMatch(
      /Not compared .*length of the load: 300000 ms/,
    );
    expect((await rowOf(page, CALLS, 'GetVacancy'))[4]).toBe('141.1');
    expect(await page.locator('#chart-load .legend').textContent()).not.toContain('earlier run');
  });

  it('shows a result of k6 alone', async () => {
    const { page, complaints } = await open(plainResult());
    expect(await page.locator('canvas').count()).toBe(0);
    expect(await page.locator('main').textContent()).toContain('no course over time');
    expect(complaints).toEqual([]);
  });

  it('runs no script from a name', async () => {
    const evil = '<img src=x onerror="document.title=1">';
    const { page, complaints } = await open(exampleResult({ seconds: 5, calls: [evil] }));
    expect(await page.locator('button.row').textContent()).toBe(evil);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toContain('vacancies/step');
    expect(complaints).toEqual([]);
  });
});

const CALLS = 'Calls of the load, times in ms';

/** Returns for each chart whether its canvas shows something. */
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

/** Returns the cells of one row, with white space collapsed. */
async function rowOf(page: Page, caption: string, name: string): Promise<string[]> {
  const table = page.getByRole('table', { name: caption, exact: true });
  const row = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  const cells = await row.locator('td').allTextContents();
  return cells.map((cell) => cell.replace(/\s+/g, ' ').trim());
}
