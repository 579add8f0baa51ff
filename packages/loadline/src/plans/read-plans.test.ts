import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readPlans } from './read-plans';

const folder = mkdtempSync(join(tmpdir(), 'loadline-plans-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Returns the problems of plans with these files. */
function problemsOf(files: Readonly<Record<string, string | undefined>>): string[] {
  const plans = mkdtempSync(join(folder, 'plans-'));
  for (const kind of ['profiles', 'environments']) mkdirSync(join(plans, kind));
  for (const [file, text] of Object.entries({ 'registry.yml': 'tests: {}', ...files }))
    if (text !== undefined) writeFileSync(join(plans, file), text);
  return readPlans(plans).problems.map(({ where, message }) => `${where}: ${message}`);
}

test('good files', () => {
  expect(problemsOf({ 'profiles/a.yml': 'users: 1', 'profiles/notes.md': '' })).toEqual([]);
});

test.each([
  [{ 'profiles/a.yaml': 'users: 1' }, 'plans/profiles/a.yaml: is not read: call it a.yml'],
  [{ 'environments/a.YML': '' }, 'plans/environments/a.YML: is not read: call it a.yml'],
  [
    { 'registry.yml': undefined, 'registry.yaml': '' },
    'plans/registry.yaml: is not read: call it registry.yml',
  ],
  [{ 'registry.yml': undefined }, 'plans/registry.yml: is missing: write it'],
])('%j', (files, problem) => {
  expect(problemsOf(files)).toEqual([problem]);
});

test('a file that cannot be read, or is not YAML: one line', () => {
  const [problem, ...others] = problemsOf({ 'profiles/a.yml': 'a: [1\nb: 2' });
  expect(problem).toMatch(/^plans\/profiles\/a\.yml:2:1: .*: mend it$/);
  expect(others).toEqual([]);
  const plans = mkdtempSync(join(folder, 'plans-'));
  mkdirSync(join(plans, 'registry.yml'));
  expect(readPlans(plans).problems).toEqual([
    { code: 'plan-file-value', where: 'plans/registry.yml', message: expect.stringContaining('EISDIR') },
  ]);
});
