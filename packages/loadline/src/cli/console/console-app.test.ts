import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import { simulatedRun } from '../../../../../tests/harness/simulated-run';
import { newFolder } from '../../../../../tests/harness/temp-folder';
import type { ObservedStats } from '../../core/figures/aggregate';
import { mulberry32 } from '../../results/compare/bootstrap';
import { reportHtml } from '../../ui/report/html';
import { consoleApp } from './console-app';
import { RunIndex } from './run-index';
import { RunQueue } from './run-queue';
import { Sessions } from './sign-in';
import { WatchedRuns } from './watched-runs';

const PORT = 8700;
const SECRET_FILE = 'not for anybody';

let app: ReturnType<typeof consoleApp>;
let guarded: ReturnType<typeof consoleApp>;
let reports: string;
let folder: string;
const watched = new WatchedRuns();
const sessions = new Sessions();

beforeAll(async () => {
  folder = await newFolder();
  reports = join(folder, 'reports');
  mkdirSync(reports);
  writeFileSync(join(folder, 'secret'), SECRET_FILE);
  writeFileSync(join(reports, 'result.json'), SECRET_FILE);
  const random = mulberry32(3);
  // Ten runs. The last five are slower.
  for (let number = 0; number < 10; number++) {
    const path = join(reports, `20260102-0000${number}0-load`);
    mkdirSync(path);
    const runId = `20260102-0000${number}0-load`;
    const slower = { GetVacancies: number < 5 ? 1 : 2 };
    const result = simulatedRun(runId, { random, spread: 0.02, slower });
    const aggregate = { ...result.aggregate, observed: [queue(100 + 10 * number)] };
    writeFileSync(join(path, 'result.json'), JSON.stringify({ ...result, aggregate }));
  }
  const result = { ...exampleResult({ seconds: 30 }), startedAtMs: Date.UTC(2026, 0, 3) };
  const other = join(reports, '20260103-000000-step');
  mkdirSync(other);
  writeFileSync(join(other, 'result.json'), JSON.stringify(result));
  writeFileSync(join(other, 'report.html'), reportHtml(result));
  writeFileSync(join(other, 'k6-1.log'), 'a log');
  writeFileSync(join(other, 'note.txt'), SECRET_FILE);
  const linked = join(reports, '20260104-000000-linked');
  mkdirSync(linked);
  symlinkSync(join(folder, 'secret'), join(linked, 'result.json'));
  const settings = {
    port: PORT,
    names: [],
    nonce: 'nonce',
    reports,
    index: new RunIndex(reports),
    sessions,
    queue: new RunQueue(reports, () => {}),
    watched,
  };
  app = consoleApp(settings);
  guarded = consoleApp({ ...settings, token: 'the-token', isSession: sessions.has });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** An observed series with one value, so that this is its p95, too. */
function queue(value: number): ObservedStats {
  const values = { count: 1, min: value, avg: value, med: value, max: value, percentiles: { p95: value } };
  const points = { seconds: 1, values: [value] };
  return { name: 'queue', source: 'worker', from: 'a page', unit: 'jobs', figures: values, points };
}

async function get(path: string, headers: Record<string, string> = {}, from = app) {
  const reply = await from.fetch(
    new Request(`http://127.0.0.1:${PORT}${path}`, { headers: { host: `127.0.0.1:${PORT}`, ...headers } }),
  );
  return { status: reply.status, headers: reply.headers, text: await reply.text() };
}

it('shows the runs, newest first, and where a change began', async () => {
  const { status, text } = await get('/runs');
  expect(status).toBe(200);
  expect([...text.matchAll(/href="\/runs\/([\w-]+)"/g)].map(([, run]) => run).slice(0, 3)).toEqual([
    '20260104-000000-linked',
    '20260103-000000-step',
    '20260102-000090-load',
  ]);
  expect(text.match(/slower from here on: highest p95 \+\d+/g)).toHaveLength(1);
  const row = text.slice(text.indexOf('20260102-000050-load'), text.indexOf('20260102-000040-load'));
  expect(row).toContain('slower from here on');
});

it('narrows the runs to a test, a verdict, a name', async () => {
  const rows = async (query: string) => JSON.parse((await get(`/api/runs?${query}`)).text).found;
  expect(await rows('')).toBe(12);
  expect(await rows('test=vacancies/load')).toBe(10);
  expect(await rows('verdict=fail')).toBe(1);
  expect(await rows('text=000090')).toBe(1);
  expect((await get('/runs?text=%3Cscript%3E')).text).not.toContain('<script>');
});

it('shows the p95 of an observed series, with its trend over comparable runs, when it is chosen', async () => {
  const plain = (await get('/runs')).text;
  expect(plain).toContain('<option value="queue">');
  expect(plain).not.toContain('p95 of queue');
  const { text } = await get('/runs?series=queue');
  expect(text).toContain('p95 of queue');
  expect(text).toContain('190 jobs');
  const [first = ''] = text.match(/<option[^>]*value="queue"[^>]*>/) ?? [];
  expect(first).toContain('selected');
  const { rows } = JSON.parse((await get('/api/runs?series=queue')).text);
  const observed = (run: string) => rows.find((row: { run: string }) => row.run === run).observed;
  expect(observed('20260102-000020-load')).toEqual({ value: 120, unit: 'jobs', trend: [100, 110, 120] });
  expect(observed('20260103-000000-step')).toBeUndefined();
  // A series that no run has.
  expect((await get('/runs?series=%3Cb%3E')).text).toBe(plain);
});

it('sends files of a run and nothing else', async () => {
  const report = await get('/runs/20260103-000000-step/report.html');
  expect(report.text).toMatch(/^<!doctype html>/);
  expect(report.headers.get('content-security-policy')).toMatch(/^sandbox allow-scripts/);
  expect((await get('/runs/20260103-000000-step')).headers.get('location')).toMatch(/report\.html$/);
  const log = await get('/runs/20260103-000000-step/k6-1.log');
  expect(log.text).toBe('a log');
  expect(log.headers.get('content-disposition')).toBe('attachment; filename="k6-1.log"');
  for (const path of [
    '/runs/20260103-000000-step/note.txt',
    '/runs/20260104-000000-linked/result.json',
    '/runs/..%2f..%2freports/result.json',
    '/runs/%2e%2e/secret',
    '/runs/./result.json',
    '/runs/20260103-000000-step/..%2f..%2f..%2fsecret',
    '/runs/20260103-000000-step/',
  ]) {
    const { status, text } = await get(path);
    expect([path, status]).toEqual([path, 404]);
    expect(text).not.toContain(SECRET_FILE);
  }
});

it('compares runs as the command line does', async () => {
  const runs = (side: string, from: number) =>
    [0, 1, 2, 3, 4].map((number) => `${side}=20260102-0000${number + from}0-load`).join('&');
  const { status, text } = await get(`/compare?${runs('a', 0)}&${runs('b', 5)}`);
  expect(status).toBe(200);
  expect(text).toContain('inconclusive: with 5 and 5 runs no difference in 21 rows can be significant');
  expect(text).toContain('* decides --gate of loadline compare');
  expect(text).toMatch(/<th[^>]*>baseline<\/th><th[^>]*>candidate<\/th>/);
  const refused = await get('/compare?a=20260102-000000-load&b=20260103-000000-step');
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('&quot;Compare them anyway&quot; compares all the same');
  expect(refused.text).not.toContain('--ignore-');
  expect(refused.text).toContain('id="differences"');
  const [, link = ''] = /href="([^"]+)">Compare them anyway/.exec(refused.text) ?? [];
  expect(link).toContain('ignore=plan');
  const allTheSame = await get(link.replaceAll('&amp;', '&'));
  expect(allTheSame.status).toBe(200);
  expect(allTheSame.text).toMatch(/<th scope="row">profile<\/th>.*>load<.*>step</s);
  // The run with figures over time has a chart, of the chosen call too.
  expect(allTheSame.text).toContain('p95 of all calls');
  const ofCall = await get(`${link.replaceAll('&amp;', '&')}&call=GetVacancies`);
  expect(ofCall.text).toContain('p95 of GetVacancies');
  expect(ofCall.text).toContain('<option value="GetVacancies" selected>');
  expect((await get(`${link.replaceAll('&amp;', '&')}&call=none`)).text).toContain('p95 of all calls');
  expect((await get('/compare?a=..&b=..')).status).toBe(422);
  expect((await get('/compare?a=20260102-000000-load')).text).toContain('one as candidate');
});

it('watches only runs that are there, and keeps nothing of one that no page watches', async () => {
  for (const run of ['none', 'none-2', '20260104-000000-linked', '..', '%2e%2e', 'a'.repeat(200)])
    expect([run, (await get(`/api/runs/${run}/events`)).status]).toEqual([run, 404]);
  expect(watched.runs).toBe(0);
  const open = () =>
    app.fetch(
      new Request(`http://127.0.0.1:${PORT}/api/runs/20260103-000000-step/events`, {
        headers: { host: `127.0.0.1:${PORT}` },
      }),
    );
  const streams = await Promise.all([open(), open()]);
  const readers = streams.map((reply) => reply.body?.getReader());
  const boots = await Promise.all(
    readers.map(async (reader) => {
      const text = Buffer.from((await reader?.read())?.value ?? '').toString();
      expect(text).toContain('verdict: ');
      return /"boot":"([^"]+)/.exec(text)?.[1];
    }),
  );
  expect(boots[0]).toBe(boots[1]);
  expect([watched.pages, watched.runs]).toEqual([2, 1]);
  for (const reader of readers) await reader?.cancel();
  await expect.poll(() => watched.runs, { timeout: 20_000 }).toBe(0);
  // The next page gets the whole state: its log has another id.
  const again = (await open()).body?.getReader();
  expect(Buffer.from((await again?.read())?.value ?? '').toString()).not.toContain(boots[0]);
  await again?.cancel();
});

it('sends at most 60 kB of scripts, compressed, and 8 kB of styles', async () => {
  const bytes = async (path: string) => gzipSync((await get(path)).text).length;
  expect((await bytes('/report.js')) + (await bytes('/console.js'))).toBeLessThanOrEqual(60_000);
  expect(await bytes('/console.css')).toBeLessThanOrEqual(8_000);
});

it('says in each reply that no other page may use it', async () => {
  for (const path of ['/runs', '/console.css', '/api/runs', '/nothing', '/compare', '/runs/none']) {
    const { headers } = await get(path);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  }
  expect((await get('/runs', { host: 'evil.example' })).status).toBe(421);
});

it('lets a browser in by a link that works once', async () => {
  const page = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' };
  expect((await get('/runs', page, guarded)).headers.get('location')).toBe('/sign-in');
  expect((await get('/api/runs', {}, guarded)).status).toBe(401);
  expect((await get('/api/runs', { authorization: 'Bearer the-token' }, guarded)).status).toBe(200);
  const link = sessions.newLink();
  const signIn = (t: string) => {
    const body = JSON.stringify({ t });
    const headers = {
      host: `127.0.0.1:${PORT}`,
      origin: `http://127.0.0.1:${PORT}`,
      'content-type': 'application/json',
      'content-length': String(body.length),
    };
    return guarded.fetch(
      new Request(`http://127.0.0.1:${PORT}/api/session`, { method: 'POST', body, headers }),
    );
  };
  expect((await signIn('wrong')).status).toBe(403);
  const first = await signIn(link);
  const cookie = first.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/^loadline-8700=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
  expect((await signIn(link)).status).toBe(403);
  expect((await get('/runs', { cookie: cookie.split(';')[0] ?? '' }, guarded)).status).toBe(200);
});
