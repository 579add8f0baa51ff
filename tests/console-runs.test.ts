import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { isRunning } from '../packages/loadline/src/results/is-running';
import { LiveFile } from '../packages/loadline/src/run/live-file';
import { chromePath, startChrome } from './harness/chrome';
import { look, MARKED, openPage, soon, startConsole } from './harness/console';
import { eventually } from './harness/eventually';
import { exampleSpec } from './harness/example-spec';
import { childProcesses, resultIn } from './harness/loadline';
import { arrivals } from './harness/reference-service';

describe.skipIf(chromePath === undefined)('runs of the console in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChrome();
  });
  afterAll(() => browser?.close());

  it('Stop and a second press kill a run only after a question; the debug run that waits starts then, and prints no secret', async () => {
    const { service, cwd, base, child } = await startConsole({ latencyMs: 100 });
    const { page, complaints, sent } = await openPage(browser, `${base}/?test=vacancies-smoke`);
    await page.fill('[name=users]', '60');
    await page.fill('[name=duration]', '60s');
    await page.check('[name=tags][value=crud]');
    await soon(() => page.textContent('#command')).toMatch(/--tags=crud/);
    await page.check('[name=tags][value=listing]');
    await soon(() => page.textContent('#command')).toMatch(/--tags=.*listing/);
    await page.check('[name=excludeTags][value=listing]');
    await soon(() => page.textContent('#command')).toMatch(/--exclude-tags=listing/);
    await page.click('button[type=submit]');
    const run = await runOf(page);
    await soon(() => page.textContent('#phase')).toMatch(/the load goes on/);

    const debug = await openPage(browser, `${base}/?test=vacancies-smoke`);
    // The values of a load have no effect on a debug run, and are no mistake.
    await debug.page.fill('[name=users]', '40');
    await debug.page.check('[name=tags][value=crud]');
    await debug.page.click('#debug');
    const waiting = await runOf(debug.page);
    await soon(() => debug.page.textContent('#phase')).toMatch(/waits, number 1/);

    await eventually(async () =>
      expect((await arrivals(service, 'CreateVacancy')).length).toBeGreaterThan(2),
    );
    const [loadline = 0] = await childProcesses(child.process.pid ?? 0, run);
    const [k6 = 0] = await childProcesses(loadline, 'k6');
    expect(k6).toBeGreaterThan(0);
    await page.click('#stop');
    await page.click('#stop');
    expect(await page.isVisible('#kill')).toBe(true);
    expect(await page.textContent('#kill')).toMatch(/no verdict.*loadline sweep/s);
    // First the answer is No: by the key that closes a dialog, then by the button.
    await page.keyboard.press('Escape');
    expect(await page.isVisible('#kill')).toBe(false);
    await page.click('#stop');
    await page.click('#kill-yes');
    await soon(() => page.textContent('#phase')).toMatch(
      new RegExp(`^lost: .*loadline sweep vacancies --run ${run}|^verdict: INVALID`),
    );
    await eventually(() => expect(isRunning(k6)).toBe(false));
    // The form has the values of this run.
    const again = await page.getAttribute('#again', 'href');
    expect(await page.isVisible('#again')).toBe(true);
    expect(again).toMatch(/^\/\?test=vacancies-smoke&users=60&/);
    const audit = (await readFile(join(cwd, 'reports/console.jsonl'), 'utf8')).trim().split('\n');
    const whats = audit.map((line) => JSON.parse(line).what);
    expect(whats.slice(0, 3)).toEqual(['start', 'start', 'stop']);

    await soon(() => debug.page.textContent('#phase')).toMatch(/^debug run ended with 0: every journey/);
    const output = (await debug.page.textContent('#part-log')) ?? '';
    expect(output).toContain('CreateVacancy');
    expect(output).toContain('one iteration of each journey (crud)');
    await look(debug.page, 'debug');
    await debug.page.reload();
    await soon(() => debug.page.textContent('#phase')).toMatch(/^debug run ended with 0/);
    expect(await readdir(join(cwd, 'reports'))).not.toContain(waiting);
    expect([...sent, ...debug.sent].filter((text) => text.includes(MARKED))).toEqual([]);
    expect([...complaints, ...debug.complaints]).toEqual([]);
  });

  it('a hidden page gives its connection back, and shows the current state when it is visible again', async () => {
    const { cwd, base } = await startConsole();
    const folder = join(cwd, 'reports', 'now');
    await mkdir(folder, { recursive: true });
    const state = new LiveFile(folder, exampleSpec());
    onTestFinished(() => state.remove());
    state.hold();
    const { page } = await openPage(browser, `${base}/runs/now`);
    await soon(() => page.textContent('#phase')).toBe('starts');
    const setHidden = (isHidden: boolean) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
        document.dispatchEvent(new Event('visibilitychange'));
      }, isHidden);
    const streams = () => watchers(`${base}/api/runs/now/events`);
    // Twenty streams are allowed. One of them is that of the page.
    await soon(streams).toBe(19);
    await setHidden(true);
    await soon(streams).toBe(20);
    state.hold(Date.UTC(2126, 0, 1));
    await setHidden(false);
    await soon(() => page.textContent('#phase')).toMatch(/^waits for its start at 2126/);
    await soon(streams).toBe(19);

    // While others take all streams, the page says so, and tries again until it gets one.
    await setHidden(true);
    await soon(streams).toBe(20);
    const others = await takeStreams(`${base}/api/runs/now/events`, 20);
    state.hold();
    await setHidden(false);
    await soon(() => page.textContent('#connection')).toMatch(/Trying again/);
    for (const other of others) other.leave();
    await soon(() => page.textContent('#phase')).toBe('starts');
    expect(await page.textContent('#connection')).toBe('');

    // After a stop that did not arrive, the next press stops the run again. It does not ask to kill it.
    await page.route('**/stop', (route) => route.abort());
    for (const _press of [1, 2]) {
      await page.click('#stop');
      await soon(() => page.textContent('#connection')).toMatch(/could not be stopped/);
      expect(await page.textContent('#stop')).toBe('Stop');
      expect(await page.isVisible('#kill')).toBe(false);
    }
  });

  it('by keyboard only: from the address to the verdict and its report', async () => {
    const { cwd, base } = await startConsole();
    const { page } = await openPage(browser, base);
    await tabTo(page, 'a[href="/?test=vacancies-smoke"]');
    await page.keyboard.press('Enter');
    await soon(() => page.textContent('#command')).toMatch(/run vacancies-smoke/);
    for (const [name, value] of [
      ['users', '20'],
      ['spawnRate', '20'],
      ['duration', '3s'],
    ]) {
      await tabTo(page, `[name=${name}]`);
      await page.keyboard.type(value ?? '');
    }
    await tabTo(page, '[name=tags][value=crud]');
    await page.keyboard.press('Space');
    // A mistake is shown at its field, which gets the focus.
    await tabTo(page, '[name=set]');
    await page.keyboard.type('environment.allow=x');
    await tabTo(page, 'button[type=submit]');
    await page.keyboard.press('Enter');
    await soon(() => page.textContent('#error-set')).toMatch(/profile and test only/);
    expect(await page.evaluate('document.activeElement.name')).toBe('set');
    await look(page, 'mistake');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('Delete');
    await tabTo(page, 'button[type=submit]');
    await page.keyboard.press('Enter');
    const run = await runOf(page);
    await tabTo(page, '#stop');
    await soon(() => page.textContent('#phase')).toMatch(/^verdict: /);
    const { verdict } = await resultIn(cwd, run);
    expect(await page.textContent('#phase')).toMatch(`verdict: ${verdict.toUpperCase()}`);
    await tabTo(page, '#report');
    await page.keyboard.press('Enter');
    await page.waitForURL(/report\.html$/);
    expect((await page.textContent('.verdict'))?.toLowerCase()).toContain(verdict);
  });
});

/** Opens the event stream of a run. */
async function watch(url: string) {
  const leaving = new AbortController();
  const { status } = await fetch(url, { signal: leaving.signal });
  return { status, leave: () => leaving.abort() };
}

/** Opens as many event streams. The console may free those that were left before only a moment later. */
async function takeStreams(url: string, count: number) {
  const taken: Awaited<ReturnType<typeof watch>>[] = [];
  while (taken.length < count) {
    await eventually(async () => {
      const stream = await watch(url);
      expect(stream.status).toBe(200);
      taken.push(stream);
    });
  }
  return taken;
}

/** Number of event streams that the console still accepts. */
async function watchers(url: string): Promise<number> {
  const opened: Awaited<ReturnType<typeof watch>>[] = [];
  do opened.push(await watch(url));
  while (opened.at(-1)?.status === 200);
  for (const one of opened) one.leave();
  return opened.length - 1;
}

/** Id of the run whose page is opened now. */
async function runOf(page: Page): Promise<string> {
  await page.waitForURL(/\/runs\//);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let pressed = 0; pressed < 60; pressed++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${selector}`);
}
