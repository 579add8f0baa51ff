import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { consoleOf } from '../../../../../tests/harness/console-app';
import { exampleResult } from '../../../../../tests/harness/example-result';
import { exampleSpec } from '../../../../../tests/harness/example-spec';
import { simulatedRun } from '../../../../../tests/harness/simulated-run';
import { tempFolder } from '../../../../../tests/harness/temp-folder';
import { mulberry32 } from '../../results/compare/bootstrap';
import { LiveFile } from '../../run/live-file';
import { liveParts, unreadableParts } from './live-feed';

const DONE = '20260102-000000-load';

let reports: string;
let own: ReturnType<typeof consoleOf>;

beforeEach(async () => {
  const folder = await tempFolder();
  reports = join(folder, 'reports');
  mkdirSync(join(reports, DONE), { recursive: true });
  const result = simulatedRun(DONE, { random: mulberry32(3), spread: 0.02 });
  writeFileSync(join(reports, DONE, 'result.json'), JSON.stringify(result));
  own = consoleOf(reports);
});

it('a stream that nobody can read is refused, and takes no place of others', async () => {
  const { ask, watched } = own;
  for (let time = 0; time < 30; time++) {
    const reply = await ask(`/api/runs/${DONE}/events`, 'HEAD');
    expect(reply.status).toBe(405);
  }
  expect(watched.pages).toBe(0);
});

it.each<[string, Record<string, unknown>]>([
  ['live-empty', { 'live.json': { version: 1, pid: process.pid, atMs: Date.now() + 5_000, progress: {} } }],
  ['lost-without-spec', { 'live.json': { version: 1, pid: process.pid, atMs: 0, progress: {} } }],
  ['other-spec', { 'run.json': { version: 99 }, 'live.json': { version: 1, pid: process.pid, atMs: 0 } }],
])('a run with damaged files has a page and an entry: %s', async (run, files) => {
  const path = join(reports, run);
  mkdirSync(path);
  try {
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(path, name), JSON.stringify(content));
    const event = await own.firstEvent(run);
    expect(event).toMatch(/"phase":"(cannot be shown: |has left no result)/);
    expect((await own.get(`/runs/${run}`)).status).toBe(200);
    expect((await own.get('/runs')).text).toContain(`href="/runs/${run}"`);
  } finally {
    await rm(path, { recursive: true });
  }
});

it('pipes in place of the files of a run hold up nothing', async () => {
  const path = join(reports, 'pipes');
  mkdirSync(path);
  for (const name of ['live.json', 'result.json', 'run.json', 'report.html', 'k6-1.log'])
    execFileSync('mkfifo', [join(path, name)]);
  expect((await own.get('/api/runs')).text).toContain('is no file: put the file of the run there');
  expect((await own.get('/runs/pipes')).status).toBe(200);
  for (const name of ['report.html', 'k6-1.log'])
    expect((await own.get(`/runs/pipes/${name}`)).status).toBe(404);
  expect((await own.get(`/compare?a=pipes&b=${DONE}`)).status).toBe(422);
  expect(await own.firstEvent('pipes')).toContain('"phase":"');
});

it('a result that is damaged in any place breaks no page', async () => {
  const run = '20260103-000000-step';
  const path = join(reports, run);
  mkdirSync(path);
  writeFileSync(join(path, 'report.html'), 'a report');
  const example = exampleResult({ seconds: 5, calls: ['Get'] });
  const figures = { ...example.aggregate.loadCalls, percentiles: { p95: 1 } };
  const observed = [{ name: 'queue', unit: 'jobs', figures }];
  const whole = { ...example, aggregate: { ...example.aggregate, observed } };
  const broke: string[] = [];
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => logged.mockRestore());
  const compared = `/compare?a=${DONE}&b=${run}&ignore=plan&ignore=target&ignore=suite&ignore=invalid`;
  for (const place of [
    ...places(whole, 3),
    ['aggregate', 'seconds', '0', 'calls'],
    ...places(observed, 4).map((place) => ['aggregate', 'observed', ...place]),
  ]) {
    writeFileSync(join(path, 'result.json'), JSON.stringify(changed(whole, place, null)));
    for (const page of ['/runs?series=queue', compared])
      if ((await own.get(page)).status >= 500) broke.push(`${place.join('.')} ${page}`);
    expect(partsNow(run)).toHaveProperty('phase');
  }
  expect(broke).toEqual([]);
});

/** What a page of a run shows now. */
function partsNow(run: string) {
  try {
    return liveParts(reports, run, undefined, {});
  } catch (error) {
    return unreadableParts(error);
  }
}

/** Paths of all values in a value, up to a depth. */
function places(value: unknown, depth: number): string[][] {
  if (depth === 0 || typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value).slice(0, Array.isArray(value) ? 1 : 12);
  return entries.flatMap(([key, below]) => [
    [key],
    ...places(below, depth - 1).map((place) => [key, ...place]),
  ]);
}

/** A copy with another value in one place. */
function changed(value: unknown, [key = '', ...rest]: readonly string[], other: unknown): unknown {
  const copy: Record<string, unknown> = Object.assign(Array.isArray(value) ? [] : {}, value);
  copy[key] = rest.length === 0 ? other : changed(copy[key], rest, other);
  return copy;
}

it('a run without a report has a page with its result', async () => {
  const { status, text } = await own.get(`/runs/${DONE}`);
  expect(status).toBe(200);
  expect(text).toContain(`loadline report reports/${DONE}`);
  expect(await own.firstEvent(DONE)).toContain('"phase":"verdict: ');
});

it('a run in progress and the queue are on the pages of all runs and of the start', async () => {
  const path = join(reports, '20260105-000000-now');
  mkdirSync(path);
  writeFileSync(join(path, 'run.json'), JSON.stringify(exampleSpec()));
  const state = new LiveFile(path, exampleSpec());
  try {
    state.hold();
    const { runId = '' } = own.queue.start({ test: 'a<b', values: {} }, 'here', 1_000, '7 users, 5s') ?? {};
    const event = JSON.parse((await own.firstEvent(runId)).match(/^data: (.*)$/m)?.[1] ?? '');
    expect(event.parts.head).toMatch(
      /a&lt;b.*, 7 users, 5s.*waits for the end of.*href="\/runs\/20260105-000000-now"/s,
    );
    for (const page of ['/', '/runs']) {
      const { text } = await own.get(page);
      expect(text).toMatch(
        /vacancies\/smoke: <\/b><a href="\/runs\/20260105-000000-now">20260105-000000-now<\/a> is in progress/,
      );
      expect(text).toContain(
        `<b>a&lt;b: </b><a href="/runs/${runId}">${runId}</a> waits, number 1 in the queue`,
      );
    }
    const row = (await own.get('/runs')).text.replace(/^.*?id="runs"/s, '');
    expect(row).toMatch(/20260105-000000-now<\/a><\/th><td class="t">in progress</);
    expect(row).not.toContain('cut off');
    expect(await own.firstEvent('20260105-000000-now')).toContain('"phase":"starts"');
    state.hold(Date.UTC(2126, 0, 1));
    expect(await own.firstEvent('20260105-000000-now')).toContain(
      'waits for its start at 2126-01-01T00:00:00',
    );
    expect(own.queue.stop(runId, false, 'here')).toBe(true);
  } finally {
    state.remove();
    await rm(path, { recursive: true });
  }
  expect((await own.get('/runs')).text).not.toContain('id="now"');
});

it('the page of a run leads to the form with its values, or at least with its test', async () => {
  // While another run is in progress, the queue starts nothing.
  const busy = new LiveFile(join(reports, DONE), exampleSpec());
  onTestFinished(() => busy.remove());
  busy.hold();
  const values = { users: '7', tags: 'crud,listing', set: 'profile.users=3', duration: ' ' };
  const { runId = '' } = own.queue.start({ test: 'a&b', values }, 'here') ?? {};
  const { text } = await own.get(`/runs/${runId}`);
  const [, link = ''] = /id="again" href="([^"]+)"/.exec(text) ?? [];
  const query = new URLSearchParams(link.replaceAll('&amp;', '&').replace(/^\/\?/, ''));
  expect(Object.fromEntries(query)).toEqual({
    test: 'a&b',
    users: '7',
    tags: 'crud,listing',
    set: 'profile.users=3',
  });
  own.queue.stop(runId, false, 'here');
  busy.remove();
  expect((await own.get(`/runs/${DONE}`)).text).toContain('id="again" href="/"');
});

it('an unknown address or a damaged file gives a browser a page, and a script JSON', async () => {
  const person = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' };
  const none = await own.get('/nothing', person);
  expect([none.status, none.text]).toEqual([404, expect.stringMatching(/^<!doctype html>.*no such page/s)]);
  expect(JSON.parse((await own.get('/nothing')).text)).toEqual({ error: 'there is no such page' });
  writeFileSync(join(reports, 'marks.json'), 'damaged');
  const damaged = await own.get('/compare', person);
  expect([damaged.status, damaged.text]).toEqual([422, expect.stringContaining('marks.json')]);
  await rm(join(reports, 'marks.json'));
});

it('the page to sign in, which everybody gets, does not have the nonce', async () => {
  const { status, text } = await consoleOf(reports, 'the-token').get('/sign-in');
  expect([status, text.includes('content="nonce"')]).toEqual([200, false]);
  expect((await own.get('/runs')).text).toContain('content="nonce"');
});
