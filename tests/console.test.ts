import { readdir, readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { chromePath, NO_CHROME, startChrome } from './harness/chrome';
import { look, MARKED, openPage, soon, startConsole } from './harness/console';
import { eventually } from './harness/eventually';
import { resultIn } from './harness/loadline';
import { isFreshOnPaper, isWholeOnPaper } from './harness/on-paper';
import { showsOnlyWhatIsInView } from './harness/only-in-view';
import { arrivals, titlesLeft } from './harness/reference-service';

if (chromePath === undefined) console.warn(`the console is not opened in a browser: ${NO_CHROME}`);

/** Requests a path of the console with the given headers. */
function ask(port: number, path: string, headers: Record<string, string>, method = 'GET', body?: string) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (reply) => {
      let text = '';
      reply.on('data', (part) => {
        text += part;
      });
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe.skipIf(chromePath === undefined)('loadline console in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChrome();
  });
  afterAll(() => browser?.close());

  const open = (url: string, width?: number) => openPage(browser, url, width);

  it('form, live, verdict: the same in two tabs, after a reload, and as in result.json; no secret is sent', async () => {
    const { cwd, base } = await startConsole();
    const { page, complaints, sent } = await open(`${base}/?test=vacancies-smoke`);
    await page.fill('[name=users]', 'many');
    await soon(() => page.textContent('#error-users')).toMatch(/"many": write a whole number/);
    expect(await page.getAttribute('[name=users]', 'aria-invalid')).toBe('true');
    await page.fill('[name=set]', 'environment.suites.vacancies.allow=["example.com"]');
    await soon(() => page.textContent('#error-set')).toMatch(/values of profile and test only/);
    await page.fill('[name=set]', '');
    await page.fill('[name=users]', '40');
    await page.fill('[name=spawnRate]', '40');
    await page.fill('[name=duration]', '30s');
    await soon(() => page.textContent('#plan')).toMatch(/40 users, 30s/);
    expect(await page.textContent('#command')).toMatch(
      /run vacancies-smoke --users=40 --(duration=30s|spawn-rate=40)/,
    );
    await page.click('#copy-command');
    await soon(() => page.textContent('#copy-command')).toBe('Copied');
    await look(page, 'start');

    // The form is used by keyboard only.
    await page.focus('[name=duration]');
    const focused = () => page.evaluate('document.activeElement.outerHTML.slice(0, 4)');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/runs\//);
    await soon(focused).toBe('<h1 ');
    const runId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const events = readEvents(`${base}/api/runs/${runId}/events`);
    await soon(() => page.textContent('#phase')).toMatch(/the load goes on/);
    await soon(() => page.locator('#part-figures table').count()).toBe(1);
    await page.locator('#part-figures th button').nth(1).focus();
    const second = await open(page.url());
    await soon(() => second.page.textContent('#phase')).toMatch(/the load goes on|clean-up/);
    // An update of the page does not move the focus.
    expect(await page.evaluate('document.activeElement.closest("#part-figures") !== null')).toBe(true);
    // Nor does it lose the focus in the parts that arrive as HTML, close what was opened, or scroll back.
    const summary = page.locator('#part-thresholds summary').first();
    await summary.focus();
    // What is closed is not kept up to date. Its newest content appears when it is opened.
    const held = page.locator('#part-thresholds details table');
    expect(await held.count()).toBe(0);
    await page.keyboard.press('Enter');
    await soon(() => held.count()).toBe(1);
    const progress = () => page.textContent('#part-head');
    const shown = await progress();
    await soon(progress).not.toBe(shown);
    expect(await page.evaluate('document.activeElement.closest("#part-thresholds summary") !== null')).toBe(
      true,
    );
    expect(await page.locator('#part-thresholds details').first().getAttribute('open')).not.toBeNull();
    await look(page, 'live');
    await showsOnlyWhatIsInView(second.page);
    await second.page.reload();

    for (const tab of [page, second.page]) await soon(() => tab.textContent('#phase')).toMatch(/^verdict: /);
    const { verdict, reasons, aggregate } = await resultIn(cwd, runId);
    for (const tab of [page, second.page]) {
      expect(await tab.textContent('#phase')).toMatch(`verdict: ${verdict.toUpperCase()}`);
      expect((await tab.textContent('#part-head .verdict'))?.toLowerCase()).toContain(verdict);
      for (const reason of reasons)
        expect(await tab.textContent('#part-head')).toContain(reason.slice(0, 20));
      const iterations = aggregate.journeys.reduce((sum, { done }) => sum + done, 0);
      expect(await tab.textContent('#part-figures .key-figures')).toContain(`${iterations} iterations done`);
    }
    expect(await second.page.textContent('#live')).toBe(await page.textContent('#live'));
    await look(page, 'end');
    await page.goto(`${base}/runs?test=vacancies-smoke`);
    expect(await focused()).toBe('<bod');
    expect(await page.textContent('#runs')).toContain(runId);
    await look(page, 'runs');
    await page.click(`a[href="/runs/${runId}"]`);
    expect(await page.textContent('#part-head .verdict, .banner .verdict')).toBeTruthy();

    const texts = [...sent, ...second.sent, await events];
    expect(texts.join('').length).toBeGreaterThan(50_000);
    expect(await events).toContain('verdict: ');
    expect(texts.filter((text) => text.includes(MARKED))).toEqual([]);
    expect([...complaints, ...second.complaints]).toEqual([]);
    // The file with the state of a run in progress is gone.
    expect(await readdir(join(cwd, 'reports', runId))).not.toContain('live.json');
  });

  it('a queue of two; Stop in mid-run leaves no records; a console that was killed comes back to the same run', async () => {
    const { service, cwd, base, start, child } = await startConsole({ latencyMs: 100 });
    const { page } = await open(`${base}/?test=vacancies-smoke`);
    const startOne = async () => {
      await page.goto(`${base}/?test=vacancies-smoke`);
      for (const [name, value] of [
        ['users', '60'],
        ['duration', '60s'],
      ])
        await page.fill(`[name=${name}]`, value ?? '');
      await page.click('#form button');
      await page.waitForURL(/\/runs\//);
      return new URL(page.url()).pathname.split('/').at(-1) ?? '';
    };
    const first = await startOne();
    const next = await startOne();
    await soon(() => page.textContent('#phase')).toMatch(/waits, number 1/);
    expect(await page.textContent('#part-head')).toBe(
      `vacancies-smoke, 60 users, 1mIt waits for the end of${first}`,
    );
    await look(page, 'waits');
    await page.click('#stop');
    await soon(() => page.textContent('#part-head')).toMatch(/taken out of the queue/);
    expect(await readdir(join(cwd, 'reports'))).not.toContain(next);

    await page.goto(`${base}/runs/${first}`);
    await soon(() => page.textContent('#phase')).toMatch(/the load goes on/);
    // New values are drawn into the same chart, so that lines that the reader has hidden stay hidden.
    await eventually(async () => {
      const canvas = await page.waitForSelector('#chart-load canvas');
      const drawn = () => canvas.evaluate((one) => (one as HTMLCanvasElement).toDataURL());
      const before = await drawn();
      await expect.poll(drawn, { timeout: 5_000 }).not.toBe(before);
      expect(await canvas.evaluate((one) => one.isConnected)).toBe(true);
    });
    await isWholeOnPaper(page);
    await isFreshOnPaper(page, async () => {
      child.process.kill('SIGKILL');
      await soon(() => page.textContent('#connection')).toMatch(/Trying again/);
    });
    await start();
    await soon(() => page.textContent('#connection')).toBe('');
    expect(await page.textContent('#phase')).toMatch(/the load goes on/);
    await eventually(async () =>
      expect((await arrivals(service, 'CreateVacancy')).length).toBeGreaterThan(2),
    );

    await page.reload();
    await soon(() => page.textContent('#phase')).toMatch(/the load goes on/);
    await page.click('#stop');
    await page.click('#stop');
    expect(await page.isVisible('#kill')).toBe(true);
    await page.click('#kill-no');
    await soon(() => page.textContent('#phase')).toMatch(/^verdict: INVALID/);
    await isWholeOnPaper(page);
    expect(await titlesLeft(service)).toEqual([]);
    const { aggregate, stopped } = await resultIn(cwd, first);
    expect(aggregate.recordsLeft).toBe(0);
    expect(stopped?.by).toBe('SIGINT');
    const audit = (await readFile(join(cwd, 'reports/console.jsonl'), 'utf8')).trim().split('\n');
    expect(audit.map((line) => JSON.parse(line).what)).toEqual(['start', 'start', 'leave the queue', 'stop']);
  });

  it('a page of another origin can start nothing, and another name of this machine is refused', async () => {
    const { port, base, service } = await startConsole();
    const { text } = await ask(port, '/', { host: `127.0.0.1:${port}` });
    const nonce = /name="loadline" content="([\w-]+)"/.exec(text)?.[1] ?? '';
    const body = JSON.stringify({ test: 'vacancies-smoke', values: { users: '1' } });
    const evil = createServer((_asked, reply) => {
      reply.setHeader('content-type', 'text/html');
      reply.end('<h1>another origin</h1>');
    });
    await new Promise<void>((listening) => evil.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void evil.close());
    const { page } = await open(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
    const attempts = await page.evaluate(
      async ([target, sent, secret]) => {
        const tries: RequestInit[] = [
          { method: 'POST', mode: 'no-cors', body: sent },
          { method: 'POST', mode: 'no-cors', body: new URLSearchParams({ test: 'vacancies-smoke' }) },
          {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-loadline': secret },
            body: sent,
          },
        ];
        const seen: string[] = [];
        for (const one of tries)
          seen.push(
            await fetch(`${target}/api/runs`, one).then(
              (reply) => reply.type + reply.status,
              () => 'failed',
            ),
          );
        seen.push(
          await fetch(`${target}/api/runs`).then(
            () => 'read',
            () => 'failed',
          ),
        );
        return seen;
      },
      [base, body, nonce] as const,
    );
    // The browser sends the first two, but hides the answers from the page. It does not send the third one at all.
    expect(attempts).toEqual(['failed', 'failed', 'failed', 'failed']);
    const right = {
      host: `127.0.0.1:${port}`,
      origin: base,
      'content-type': 'application/json',
      'content-length': String(body.length),
      'x-loadline': nonce,
    };
    const post = (headers: Record<string, string>) =>
      ask(port, '/api/runs', { ...right, ...headers }, 'POST', body);
    expect((await post({ host: `evil.example:${port}`, origin: `http://evil.example:${port}` })).status).toBe(
      421,
    );
    expect((await post({ origin: 'http://evil.example' })).status).toBe(403);
    expect((await post({ 'x-loadline': 'guessed' })).status).toBe(403);
    const status = JSON.parse((await ask(port, '/api/status', { host: `127.0.0.1:${port}` })).text);
    expect(status).toMatchObject({ running: [], waiting: [] });
    expect(service.stats().calls).toEqual({});
    // The same request without these defects is accepted.
    const started = await post({});
    expect(started.status).toBe(202);
    const { runId } = JSON.parse(started.text);
    await eventually(async () => {
      const stop = { ...right, 'content-length': '2' };
      expect((await ask(port, `/api/runs/${runId}/stop`, stop, 'POST', '{}')).status).toBe(200);
    });
  });
});

/** Reads the event stream of a run until the run is over. */
async function readEvents(url: string): Promise<string> {
  const reply = await fetch(url);
  let text = '';
  for await (const part of reply.body ?? []) {
    text += Buffer.from(part).toString('utf8');
    if (/"state":"(done|over)"/.test(text)) return text;
  }
  return text;
}
