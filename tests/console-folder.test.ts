import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { soon, startConsole } from './harness/console';
import { eventually } from './harness/eventually';
import { exampleResult } from './harness/example-result';
import { freePort } from './harness/free-port';
import { loadline, resultIn, startLoadline } from './harness/loadline';

const PATH = { PATH: process.env.PATH ?? '' };

/** Sends a change to a console, as its own pages do. */
async function changer(base: string) {
  const page = await (await fetch(`${base}/runs`)).text();
  const nonce = /name="loadline" content="([\w-]+)"/.exec(page)?.[1] ?? '';
  return async (method: string, path: string, body: unknown = {}) => {
    const headers = { origin: base, 'content-type': 'application/json', 'x-loadline': nonce };
    const reply = await fetch(`${base}${path}`, { method, headers, body: JSON.stringify(body) });
    return { status: reply.status, body: (await reply.json()) as { error?: string } };
  };
}

it('the plan is shown although an account is missing; a link fills the form', async () => {
  const { cwd, base } = await startConsole();
  const change = await changer(base);
  const plan = () => change('POST', '/api/plan', { test: 'vacancies-smoke', values: { users: '7' } });
  expect((await plan()).status).toBe(200);
  await writeFile(join(cwd, '.env'), '');
  const { status, body } = await plan();
  expect(status).toBe(422);
  expect(JSON.stringify(body)).toMatch(/USER_1_PASSWORD.*is not set/);
  expect(JSON.stringify(body)).toContain('7 users');
  expect((await change('POST', '/api/runs', { test: 'vacancies-smoke', values: {} })).status).toBe(422);
  const query =
    'test=vacancies-load&users=7&profile=high&tags=crud&set=profile.users%3D%3Cb%3E&constructor=x';
  const form = await (await fetch(`${base}/?${query}`)).text();
  expect(form).toMatch(/<input [^>]*name="users"[^>]* value="7"/);
  expect(form).toMatch(/<option [^>]*selected[^>]*>high</);
  expect(form).toMatch(/<input [^>]*name="tags" value="crud" checked/);
  expect(form).not.toMatch(/<input [^>]*name="excludeTags" value="crud" checked/);
  expect(form).toContain('profile.users=&lt;b></textarea>');
});

it('two consoles of one folder that write notes at the same time lose none', async () => {
  const { cwd, base } = await startConsole();
  const port = await freePort();
  const other = startLoadline(cwd, ['console', '--port', String(port)], PATH);
  await eventually(() => expect(other.said()).toContain('Ctrl-C'));
  const runs = Array.from({ length: 40 }, (_, index) => `run-${index}`);
  for (const run of runs) {
    await mkdir(join(cwd, 'reports', run), { recursive: true });
    await writeFile(join(cwd, 'reports', run, 'result.json'), JSON.stringify(exampleResult({ seconds: 1 })));
  }
  const changers = [await changer(base), await changer(`http://127.0.0.1:${port}`)];
  const sent = runs.flatMap((run, index) =>
    changers[index % 2] ? [changers[index % 2]?.('PUT', `/api/runs/${run}/note`, { note: `of ${run}` })] : [],
  );
  for (const reply of await Promise.all(sent)) expect(reply).toEqual({ status: 200, body: { ok: true } });
  const { notes } = JSON.parse(await readFile(join(cwd, 'reports/marks.json'), 'utf8'));
  expect(notes).toEqual(Object.fromEntries(runs.map((run) => [run, `of ${run}`])));
});

it('a run that waits for its start is shown, is not deleted, and is stopped without a request', async () => {
  const { cwd, base, service } = await startConsole();
  const startAt = new Date(Date.now() + 3_600_000).toISOString();
  const words = ['run', 'vacancies-smoke', '--run-id', 'later', '--start-at', startAt];
  const run = startLoadline(cwd, words, PATH);
  await soon(async () =>
    (await (await fetch(`${base}/runs`)).text()).includes('later</a> is in progress'),
  ).toBe(true);
  const change = await changer(base);
  const refused = await change('DELETE', '/api/runs/later');
  expect([refused.status, refused.body.error]).toEqual([409, expect.stringContaining('in progress')]);
  expect((await loadline(cwd, ['prune', '--keep', '0'])).output).toContain('0 runs deleted');
  expect(existsSync(join(cwd, 'reports/later/run.json'))).toBe(true);
  expect((await change('POST', '/api/runs/later/stop')).status).toBe(200);
  expect((await run.ending).code).toBe(105);
  expect((await resultIn(cwd, 'later')).stopped?.by).toBe('SIGINT');
  expect(service.stats().calls).toEqual({});
  expect((await change('DELETE', '/api/runs/later')).status).toBe(200);
  expect(existsSync(join(cwd, 'reports/later'))).toBe(false);
});

it('the link of a console on all addresses works here; after a sign-in there is another one', async () => {
  const { cwd, child } = await startConsole();
  child.process.kill('SIGTERM');
  await child.ending;
  await writeFile(join(cwd, 'token'), 'x'.repeat(44));
  const words = ['console', '--port', '0', '--host', '0.0.0.0', '--token-file', 'token'];
  const open = startLoadline(cwd, words, PATH);
  const linksIn = (text: string) => [...text.matchAll(/(http:\/\/\S+)\/sign-in#t=(\S+)/g)];
  await eventually(() => expect(open.said()).toContain('Ctrl-C'));
  expect(open.said()).toContain('--public-name NAME:');
  const [[, base = '', t = ''] = []] = linksIn(open.said());
  expect((await fetch(`${base}/sign-in`)).status).toBe(200);
  const headers = { origin: base, 'content-type': 'application/json' };
  const signIn = (secret: string) =>
    fetch(`${base}/api/session`, { method: 'POST', headers, body: JSON.stringify({ t: secret }) });
  expect((await signIn(t)).status).toBe(200);
  expect((await signIn(t)).status).toBe(403);
  await eventually(() => expect(linksIn(open.said())).toHaveLength(2));
  expect((await signIn(linksIn(open.said())[1]?.[2] ?? '')).status).toBe(200);
});
