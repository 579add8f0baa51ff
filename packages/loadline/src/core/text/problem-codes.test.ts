import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigurationError, type Problem } from './problem';
import { PROBLEM_KINDS } from './problem-codes';

const SOURCES = join(import.meta.dirname, '../..');

test('the sources report each kind of problem, and each has its meaning and what to do', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/problem-codes|\.test\.ts$/.test(file),
  );
  const code = files.map((file) => readFileSync(join(SOURCES, file), 'utf8')).join('\n');
  for (const [name, { means, cure }] of Object.entries(PROBLEM_KINDS)) {
    expect(code.includes(`'${name}'`), name).toBe(true);
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const text of [means, cure]) expect(text).toMatch(/^\S.*[^.\s]$/);
  }
});

test('a problem is printed with its code at the end, and the compiler rejects an unknown code', () => {
  const known: Problem = { code: 'variable-value', where: 'USERS', message: 'is "a":\nwrite a number' };
  // @ts-expect-error: the code is misspelt
  const unknown: Problem = { ...known, code: 'variable-valeu' };
  expect(String(new ConfigurationError([known]))).toMatch(
    /USERS: is "a":\n {4}write a number \[variable-value\]$/,
  );
  expect(String(new ConfigurationError([unknown]))).toContain('[variable-valeu]');
});
