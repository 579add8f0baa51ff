import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { secretSourceProblems } from './secret-source';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-secrets-'));
  writeFileSync(join(folder, 'good'), 'USER_1_EMAIL=a@b.c\nUSER_1_PASSWORD=x=y\n');
  writeFileSync(join(folder, 'odd'), 'USER_1_EMAIL=a@b.c\n\nhunter2');
});

afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['file=FOLDER/none', 'names "FOLDER/none", and there is no such file'],
  ['file=name=mine,default,FOLDER/none', 'names "FOLDER/none", and there is no such file'],
  ['file=filename=FOLDER/none', 'names "FOLDER/none", and there is no such file'],
  ['url=FOLDER/none.json', 'names "FOLDER/none.json", and there is no such file'],
  ['file=FOLDER', 'names "FOLDER", which is a folder'],
  ['file=FOLDER/good/x', 'names "FOLDER/good/x", which cannot be read'],
  ['file=FOLDER/odd', 'names "FOLDER/odd", whose line 2 has no "="'],
  ['file', 'names no file'],
  ['file=', 'names no file'],
])('K6_SECRET_SOURCE=%s is refused: it %s', (text, message) => {
  const [problem, ...others] = secretSourceProblems({ K6_SECRET_SOURCE: text.replace('FOLDER', folder) });
  expect(others).toEqual([]);
  expect(problem?.where).toBe('K6_SECRET_SOURCE');
  expect(problem?.message).toContain(message.replace('FOLDER', folder));
  expect(problem?.message).not.toContain('hunter2');
});

it.each([
  '',
  'file=FOLDER/good',
  'file=filename=FOLDER/good',
  'mock=a=b',
  'url=urlTemplate=http://x/{key}',
  'url',
  'other=x',
])('K6_SECRET_SOURCE=%s is left to k6', (text) => {
  expect(secretSourceProblems({ K6_SECRET_SOURCE: text.replace('FOLDER', folder) })).toEqual([]);
});
