import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromePath, startChrome } from './harness/chrome';
import { look, openPage, soon, startConsole } from './harness/console';
import { eventually } from './harness/eventually';
import { exampleResult } from './harness/example-result';
import { resultIn, startLoadline } from './harness/loadline';
import { titlesLeft } from './harness/reference-service';

/** Writes ten runs of a minute with an observed queue: the last five are slower. @returns their ids, oldest first */
async function tenRuns(cwd: string): Promise<string[]> {
  const ids = Array.from({ length: 10 }, (_, index) => `20260102-0000${index}0-load`);
  for (const [index, runId] of ids.entries()) {
    const result = exampleResult({ seconds: 60, seed: index + 1, slowness: index < 5 ? 1 : 1.6 });
    const figures = { ...result.aggregate.loadCalls, percentiles: { p95: 100 + 10 * index } };
    const observed = [{ name: 'queue', source: 'worker', from: 'a page', unit: 'jobs', figures }];
    const folder = join(cwd, 'reports', runId);
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'result.json'),
      JSON.stringify({
        ...result,
        aggregate: { ...result.aggregate, observed },
        spec: { ...result.spec, runId },
      }),
    );
  }
  return ids;
}

describe.skipIf(chromePath === undefined)('history and comparison of the console in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChrome();
  });
  afterAll(() => browser?.close());

  it('notes, baselines by name, deletion with its refusals, and two sets of runs in the same charts', async () => {
    const { cwd, base } = await startConsole();
    const runs = await tenRuns(cwd);
    const [first = '', second = ''] = runs;
    const { page, complaints } = await openPage(browser, `${base}/runs`);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.click('#runs .scroll + button');
    await soon(() => page.textContent('#runs .scroll + button')).toBe('Copied');
    const copy = await page.evaluate('navigator.clipboard.readText()');
    expect(copy).toMatch(/^\| Run \| Verdict \|.*\| Trend of it \|$/m);
    expect(copy).toContain(`| ${first}`);
    expect(copy).not.toMatch(/Delete|candidate/);

    await page.click(`[data-note="${first}"]`);
    await page.fill('#note-text', 'before <b>the cache</b>');
    await page.keyboard.press('Escape');
    expect(await page.locator('.remark').count()).toBe(0);
    await page.click(`[data-note="${first}"]`);
    await page.fill('#note-text', 'before <b>the cache</b>');
    await page.click('#note-yes');
    await soon(() => page.locator('.remark').allTextContents()).toEqual(['before <b>the cache</b>']);
    await page.fill('[name=text]', 'CACHE');
    await page.keyboard.press('Enter');
    await page.waitForURL(/text=CACHE/);
    expect(await page.locator('#runs tbody tr').count()).toBe(1);
    expect(await page.locator('#runs th', { hasText: 'p95 of queue' }).count()).toBe(0);
    await page.selectOption('[name=series]', 'queue');
    await page.click('text=Filter');
    await page.waitForURL(/text=CACHE.*series=queue/);
    expect(await page.textContent('#runs tbody tr')).toContain('100 jobs');
    await page.goto(`${base}/runs?series=queue`);
    const paths = await page.locator('#runs tbody tr').first().locator('.spark path').count();
    expect([await page.inputValue('[name=series]'), paths]).toEqual(['queue', 2]);

    const chosen = runs.slice(0, 4);
    for (const run of chosen) await page.check(`[name=a][value="${run}"]`);
    await page.fill('#baseline [name=name]', 'release 1');
    await page.click('#baseline button');
    await soon(() => page.textContent('#mark-problem')).toMatch(/name of a baseline is "release 1"/);
    await page.fill('#baseline [name=name]', 'release-1');
    await page.click('#baseline button');
    await soon(() => page.textContent('#baselines')).toMatch(
      new RegExp(`release-1: ${chosen.toReversed().join(', ')}`),
    );

    const remove = async (run: string) => {
      await page.click(`[data-delete="${run}"]`);
      expect(await page.textContent('#delete-run')).toBe(run);
      await page.click('#delete-yes');
    };
    await remove(first);
    await soon(() => page.textContent('#mark-problem')).toMatch(/in the baseline release-1/);
    expect(existsSync(join(cwd, 'reports', first))).toBe(true);
    await remove(runs[4] ?? '');
    await soon(() => page.locator('#runs tbody tr').count()).toBe(9);
    expect(existsSync(join(cwd, 'reports', runs[4] ?? ''))).toBe(false);
    await look(page, 'history');

    await page.selectOption('[name=baseline]', 'release-1');
    for (const run of runs.slice(5)) await page.check(`[name=b][value="${run}"]`);
    await page.click('#runs button[type=submit]');
    await page.waitForURL(/\/compare/);
    await soon(() => page.locator('#overlay canvas').count()).toBe(3);
    expect(await page.textContent('#differences')).toMatch(/are the same in all runs/);
    expect(await page.getAttribute('[data-chart=overlay-p95]', 'aria-label')).toMatch(
      /p95 of all calls.*baseline .* candidate /,
    );
    await look(page, 'compare');
    await page.selectOption('[name=call]', 'GetVacancies');
    await page.click('#over-time button[type=submit]');
    await soon(() => page.textContent('#overlay')).toMatch(/p95 of GetVacancies/);

    // A run of another plan is refused, with what differs; a link compares it nevertheless.
    const other = join(cwd, 'reports', second, 'result.json');
    const result = JSON.parse(await readFile(other, 'utf8'));
    await writeFile(other, JSON.stringify({ ...result, spec: { ...result.spec, users: 151 } }));
    await page.goto(`${base}/compare?a=${first}&b=${second}`);
    expect(await page.textContent('#differences')).toMatch(/users.*150.*151/);
    await look(page, 'refused');
    await page.click('#refused a');
    await soon(() => page.locator('#overlay canvas').count()).toBe(3);
    expect(complaints.filter((text) => !/409|422/.test(text))).toEqual([]);
  });

  it('run --console serves the page of its run until the end, sends it the verdict, and ends with the code of the run', async () => {
    const { service, cwd, child } = await startConsole({ latencyMs: 100 });
    child.process.kill('SIGTERM');
    await child.ending;
    const words = ['run', 'vacancies-smoke', '--console', '--run-id', 'shown', '--users', '40'];
    const run = startLoadline(cwd, [...words, '--duration', '120s'], { PATH: process.env.PATH ?? '' });
    const [url = ''] = await eventually(() => {
      const found = /http:\/\/127\.0\.0\.1:\d+\/runs\/shown/.exec(run.said());
      expect(found).not.toBeNull();
      return found ?? [];
    });
    const { page } = await openPage(browser, url);
    await soon(() => page.textContent('#phase')).toMatch(/the load goes on/);
    // This console starts no other run, because such a run would have to end with it.
    const starter = await openPage(browser, `${new URL(url).origin}/?test=vacancies-smoke`);
    await starter.page.click('button[type=submit]');
    await soon(() => starter.page.textContent('#problem-list')).toMatch(/ends with the run/);
    await page.click('#stop');
    await soon(() => page.textContent('#phase')).toMatch(/^verdict: INVALID/);
    expect(await page.textContent('#report')).toContain('reports/shown/report.html');
    const { code } = await run.ending;
    expect(code).toBe(105);
    expect((await resultIn(cwd, 'shown')).stopped?.by).toBe('SIGINT');
    expect(await titlesLeft(service)).toEqual([]);
    await expect(fetch(url)).rejects.toThrow();

    // A mistake is reported before anything is started.
    const refused = await startLoadline(cwd, ['run', 'vacancies-smoke', '--console', '--debug'], {
      PATH: process.env.PATH ?? '',
    }).ending;
    expect([refused.code, refused.output]).toEqual([2, expect.stringContaining('--console: has no effect')]);
  });
});
