import { existsSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { consoleOf } from '../../../../../tests/harness/console-app';
import { exampleSpec } from '../../../../../tests/harness/example-spec';
import { simulatedRun } from '../../../../../tests/harness/simulated-run';
import { tempFolder } from '../../../../../tests/harness/temp-folder';
import { mulberry32 } from '../../results/compare/bootstrap';
import { runFiles } from '../../results/run-folder';
import { LiveFile } from '../../run/live-file';

const RUN = '20260102-000000-load';
const ORIGIN = 'http://127.0.0.1:8700';

let reports: string;
let app: ReturnType<typeof consoleOf>['app'];

beforeEach(async () => {
  const folder = await tempFolder();
  reports = join(folder, 'reports');
  const random = mulberry32(3);
  for (const run of [RUN, '20260103-000000-load']) {
    mkdirSync(join(reports, run), { recursive: true });
    writeFileSync(
      runFiles.result(join(reports, run)),
      JSON.stringify(simulatedRun(run, { random, spread: 0.02 })),
    );
  }
  ({ app } = consoleOf(reports));
});

async function change(
  method: string,
  path: string,
  body: unknown = {},
  headers: Record<string, string> = {},
) {
  const text = JSON.stringify(body);
  const asked = new Request(`${ORIGIN}${path}`, {
    method,
    body: text,
    headers: {
      host: '127.0.0.1:8700',
      origin: ORIGIN,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
      'x-loadline': 'nonce',
      ...headers,
    },
  });
  const reply = await app.fetch(asked, { incoming: { socket: { remoteAddress: '127.0.0.1' } } });
  return { status: reply.status, body: (await reply.json()) as { error?: string } };
}

async function page(query = ''): Promise<string> {
  const reply = await app.fetch(
    new Request(`${ORIGIN}/runs${query}`, { headers: { host: '127.0.0.1:8700' } }),
  );
  return reply.text();
}

it('a note is shown with its run, found by the filter, and gone when it is emptied', async () => {
  expect((await change('PUT', `/api/runs/${RUN}/note`, { note: ' with <b>Cache</b> ' })).status).toBe(200);
  expect(await page()).toContain('>with &lt;b>Cache&lt;/b></span>');
  expect(await page('?text=cache')).toContain('1 of 2 runs');
  expect((await change('PUT', `/api/runs/${RUN}/note`, { note: '' })).status).toBe(200);
  expect(await page()).not.toContain('Cache');
  expect((await change('PUT', `/api/runs/${RUN}/note`, { note: 'x'.repeat(501) })).status).toBe(422);
  expect((await change('PUT', '/api/runs/none/note', { note: 'x' })).status).toBe(404);
});

it('a run is deleted, but not one in progress, of a baseline, or outside the folder', async () => {
  const folder = join(reports, RUN);
  expect((await change('PUT', '/api/baselines/nightly', { runs: [RUN] })).status).toBe(200);
  const ofBaseline = await change('DELETE', `/api/runs/${RUN}`);
  expect([ofBaseline.status, ofBaseline.body.error]).toEqual([
    409,
    expect.stringContaining('baseline nightly'),
  ]);
  expect((await change('DELETE', '/api/baselines/nightly')).status).toBe(200);

  writeFileSync(runFiles.live(folder), JSON.stringify({ version: 1, pid: process.pid, atMs: Date.now() }));
  const inProgress = await change('DELETE', `/api/runs/${RUN}`);
  expect([inProgress.status, inProgress.body.error]).toEqual([409, expect.stringContaining('in progress')]);
  // The process is gone, and only its file is left.
  writeFileSync(runFiles.live(folder), JSON.stringify({ version: 1, pid: process.pid, atMs: 0 }));

  const begins = join(reports, '20260104-000000-new');
  mkdirSync(begins);
  writeFileSync(runFiles.spec(begins), '{}');
  expect((await change('DELETE', '/api/runs/20260104-000000-new')).status).toBe(409);
  expect((await change('DELETE', `/api/runs/${RUN}`, {}, { 'x-loadline': 'guessed' })).status).toBe(403);
  const outside = join(reports, '../outside');
  mkdirSync(outside);
  symlinkSync(outside, join(reports, 'link'));
  for (const name of ['link', '..', '%2e%2e', '..%2foutside', 'none'])
    expect([name, (await change('DELETE', `/api/runs/${name}`)).status]).toEqual([name, 404]);
  expect([existsSync(folder), existsSync(outside)]).toEqual([true, true]);

  await change('PUT', `/api/runs/${RUN}/note`, { note: 'old' });
  expect((await change('DELETE', `/api/runs/${RUN}`)).status).toBe(200);
  expect(existsSync(folder)).toBe(false);
  expect(readFileSync(join(reports, 'marks.json'), 'utf8')).not.toContain('old');
  expect(readFileSync(join(reports, 'console.jsonl'), 'utf8')).toMatch(/"what":"delete","runId":"20260102/);
});

it('neither a run that waits for its start nor a folder that is no run is deleted', async () => {
  const waits = join(reports, '20260104-000000-later');
  mkdirSync(waits);
  writeFileSync(runFiles.spec(waits), '{}');
  utimesSync(runFiles.spec(waits), 0, 0);
  const state = new LiveFile(waits, exampleSpec());
  onTestFinished(() => state.remove());
  state.hold(Date.now() + 3_600_000);
  const refused = await change('DELETE', '/api/runs/20260104-000000-later');
  expect([refused.status, refused.body.error]).toEqual([409, expect.stringContaining('in progress')]);
  // A folder of run folders is no run.
  mkdirSync(join(reports, 'main', RUN), { recursive: true });
  writeFileSync(runFiles.result(join(reports, 'main', RUN)), '{}');
  const other = await change('DELETE', '/api/runs/main');
  expect([other.status, other.body.error]).toEqual([409, expect.stringContaining('neither run.json nor')]);
  expect([existsSync(waits), existsSync(join(reports, 'main', RUN))]).toEqual([true, true]);
});

it('a baseline has a name, is shown at its runs, and is compared with', async () => {
  const runs = [RUN, '20260103-000000-load'];
  expect((await change('PUT', '/api/baselines/release-1', { runs })).status).toBe(200);
  const again = await change('PUT', '/api/baselines/release-1', { runs: [RUN] });
  expect([again.status, again.body.error]).toEqual([409, expect.stringContaining('already')]);
  const shown = await page();
  expect(shown.match(/>baseline release-1</g)).toHaveLength(2);
  expect(shown).toContain('<option value="release-1">release-1, 2 runs</option>');
  const reply = await app.fetch(
    new Request(`${ORIGIN}/compare?baseline=release-1&b=${RUN}`, { headers: { host: '127.0.0.1:8700' } }),
  );
  // A run cannot be compared with itself: the runs of the baseline were found.
  expect([reply.status, await reply.text()]).toEqual([
    422,
    expect.stringContaining('is given more than once'),
  ]);
  expect((await change('PUT', '/api/baselines/a', { runs: ['none'] })).status).toBe(404);
  for (const [name, chosen] of [
    ['a', []],
    ['__proto__', runs],
    ['%20', runs],
    ['a%2fb', runs],
  ] as const)
    expect([name, (await change('PUT', `/api/baselines/${name}`, { runs: chosen })).status]).toEqual([
      name,
      422,
    ]);
});

it('a damaged file of marks is reported, and nothing can be deleted', async () => {
  writeFileSync(join(reports, 'marks.json'), '{"version":1,"notes":[]}');
  expect(await page()).toContain('no valid file of notes and baselines');
  expect((await change('DELETE', `/api/runs/${RUN}`)).status).toBe(422);
  expect(existsSync(join(reports, RUN))).toBe(true);
});
