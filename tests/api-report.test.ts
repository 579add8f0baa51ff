import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { apiReport } from '../tools/docs/api-report.js';
import { kitPage } from '../tools/docs/kit-page.js';

const root = join(import.meta.dirname, '..');
const PARTS = [
  'src',
  'webpack',
  'package.json',
  'tsconfig.lib.json',
  'tsconfig.testing.json',
  'tsconfig.webpack.json',
];

it('an export that changes, or a type that one is made of, changes the report; what nobody can import does not', () => {
  const copy = mkdtempSync(join(tmpdir(), 'loadline-api-'));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  mkdirSync(join(copy, 'packages/loadline'), { recursive: true });
  for (const part of PARTS)
    cpSync(join(root, 'packages/loadline', part), join(copy, 'packages/loadline', part), { recursive: true });
  for (const file of ['tsconfig.json', 'tsconfig.k6.json']) cpSync(join(root, file), join(copy, file));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const change = (file: string, from: string, to: string) => {
    const path = join(copy, 'packages/loadline', file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  };
  change(
    'src/k6/user/random.ts',
    'function oneOf<',
    'function anyOf<T>(of: T): T {\n  return of;\n}\n\n/** Takes what comes. */\nexport function oneOf<',
  );
  change('src/k6/user/random.ts', 'oneOf<T>(', 'oneOf<T>(first: number, ');
  change(
    'src/core/text/problem.ts',
    'readonly where: string;',
    'readonly where: string;\n  readonly line?: number;',
  );
  change(
    'webpack/index.js',
    '@property {string} [out]',
    '@property {number} [depth]\n * @property {string} [out]',
  );
  const before = readFileSync(join(root, 'packages/loadline/api.md'), 'utf8').split('\n');
  const lines = apiReport(copy).split('\n');
  expect(lines.filter((line) => !before.includes(line))).toEqual([
    expect.stringContaining('function oneOf<T>(first: number, '),
    '    readonly line?: number;',
    '    depth?: number | undefined;',
  ]);
  // The reference is made from the same declarations, but its text also contains their docstrings.
  const reference = readFileSync(join(root, 'docs/kit.md'), 'utf8').split('\n');
  const inReference = kitPage(copy)
    .split('\n')
    .filter((line) => !reference.includes(line));
  expect(inReference).toEqual([
    'Takes what comes.',
    expect.stringContaining('function oneOf<T>(first: number, '),
    '  readonly line?: number;',
    '  depth?: number | undefined;',
  ]);
});
