import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { consoleOf } from '../../../../../tests/harness/console-app';
import { exampleResult } from '../../../../../tests/harness/example-result';
import { tempFolder } from '../../../../../tests/harness/temp-folder';
import type { RunSpec } from '../../core/spec/run-spec';
import type { Result } from '../../core/verdict/result';
import { useProject } from '../../run/home';
import { registeredTests } from './start-form';

const HOUR_MS = 3_600_000;

let reports: string;
let own: ReturnType<typeof consoleOf>;

beforeEach(async () => {
  const folder = await tempFolder();
  reports = join(folder, 'reports');
  own = consoleOf(reports);
});

function write(run: string, name: string, content: object): void {
  mkdirSync(join(reports, run), { recursive: true });
  writeFileSync(join(reports, run, name), JSON.stringify(content));
}

function writeRun(runId: string, spec: Partial<RunSpec>, more: Partial<Result> = {}): void {
  const result = exampleResult({ seconds: 5 });
  write(runId, 'result.json', { ...result, ...more, spec: { ...result.spec, runId, ...spec } });
}

it('the last verdict of a test is never that of a run of prove or capacity', async () => {
  useProject(undefined);
  const [test = ''] = registeredTests().tests.map(({ name }) => name);
  const began = (hours: number) => ({ startedAtMs: Date.now() - hours * HOUR_MS - 1_000 });
  writeRun('own', { test }, { ...began(9), verdict: 'pass' });
  writeRun('p-2', { test, fault: 'no replies' }, { ...began(3), verdict: 'fail' });
  writeRun('p-1', { test, madeBy: 'p' }, { ...began(2), verdict: 'fail' });
  writeRun('c-1', { test, madeBy: 'c' }, { ...began(1), verdict: 'fail' });
  const { text } = await own.get('/');
  expect(text).toContain(`href="/runs/own" aria-label="last run of ${test}: pass, 9h ago"`);
});

it('the list names the fault of a run, and says when its load began', async () => {
  const startedAtMs = Date.UTC(2026, 0, 2, 3, 4, 5);
  writeRun('20260101-000000-p-2', { fault: '<no> replies' }, { startedAtMs, verdict: 'fail' });
  const { text } = await own.get('/runs');
  expect(text).toContain('fault of prove: &lt;no> replies');
  expect(text).toContain('2026-01-02 03:04');
});

it('the folder of a proof or a search is no run that was cut off: its page has what was found, and its files', async () => {
  const common = { version: 1, loadline: '1', test: 't', suite: 's', target: 'here:1' };
  const limits = { from: 1, to: 4, budgetMs: 1, isFound: true, notes: [], levels: [] };
  write('c', 'capacity.json', { ...common, ...limits, id: 'c', text: '2 users held' });
  writeFileSync(join(reports, 'c', 'capacity.md'), 'a curve');
  write('p', 'prove.json', {});
  const { text } = await own.get('/runs');
  expect(text).not.toContain('cut off');
  expect(text).toContain('search for the capacity: 2 users held');
  expect(text).toContain('<td class="t">proof</td>');
  const event = await own.firstEvent('c');
  expect(event).toContain('"phase":"search for the capacity: 2 users held"');
  expect(event).toContain('/runs/c/capacity.md');
  expect(event).not.toContain('prove.json');
  expect(await own.get('/runs/c/capacity.md')).toEqual({ status: 200, text: 'a curve' });
  expect((await own.get('/runs/p/prove.json')).text).toBe('{}');
});

it('a run that was killed is lost, in the list as on its page, although no file of it changes any more', async () => {
  const state = { version: 1, pid: process.pid, progress: {} };
  write('killed', 'live.json', { ...state, atMs: Date.now() - 9_000 });
  expect((await own.get('/runs')).text).toContain('<td class="t">in progress</td>');
  await new Promise((done) => setTimeout(done, 1_100));
  const { text } = await own.get('/runs');
  expect(text).toContain('<td class="t">lost</td>');
  expect(text).toContain('lost: the process that watched over it is gone');
});
