import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Result } from '../packages/loadline/src/core/verdict/result';
import { loadline } from './harness/loadline';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

it('demo: starts a service, prints the address of the dashboard, passes and writes a report', async () => {
  const cwd = await tempFolder();
  const end = await loadline(cwd, ['demo', '--users', '20', '--duration', '5s']);
  expect(end.stdout).toMatch(/live dashboard: http:\/\/127\.0\.0\.1:\d+/);
  expect(end.code).toBe(0);
  const [run = ''] = await readdir(join(cwd, 'reports'));
  const folder = join(cwd, 'reports', run);
  const { verdict } = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as Result;
  expect(verdict).toBe('pass');
  expect(await readFile(join(folder, 'dashboard.html'), 'utf8')).toContain('<html');
});

it('a demo as `make demo` starts it has at most 12 lines before its end, and no cross, as it passes', async () => {
  expect(await readFile(project('Makefile'), 'utf8')).toContain('\t@bin/loadline demo $(SUITE)\n');
  const end = await loadline(await tempFolder(), ['demo', 'vacancies']);
  expect(end.code, end.output).toBe(0);
  const [before = '', after] = end.output.split('\n✔ verdict: PASS');
  expect(after).toBeDefined();
  expect(before.trim().split('\n').length, before).toBeLessThanOrEqual(12);
  expect(end.output).not.toMatch(/✗|✖/);
});

it.each(['requests', 'chater', 'fractal'])('demo of %s: passes and writes a report', async (suite) => {
  const cwd = await tempFolder();
  const end = await loadline(cwd, ['demo', suite, '--users', '10', '--duration', '4s']);
  expect(end.code, end.output).toBe(0);
  expect(end.stdout).toContain('verdict: PASS');
  expect(end.stdout).toContain('reference service stopped');
  const [run = ''] = await readdir(join(cwd, 'reports'));
  const report = await readFile(join(cwd, 'reports', run, 'report.html'), 'utf8');
  expect(report).toContain(suite);
});

it.each([
  [['demo', '--user', '20'], '--users'],
  [['demo', '--users', '0'], 'USERS'],
  [['demo', '--duration', '20'], '20s'],
  [['dmeo'], 'demo'],
])('wrong usage %j ends with 2 and says %s', async (words, told) => {
  const cwd = await tempFolder();
  const end = await loadline(cwd, words);
  expect(end.output).toContain(told);
  expect(end.code).toBe(2);
  expect(await readdir(cwd)).toEqual([]);
});
