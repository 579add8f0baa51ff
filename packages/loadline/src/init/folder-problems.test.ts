import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folderProblems } from './folder-problems';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each([
  ['package.json', '{ "name": "a" }'],
  ['package.json', '{ "type": "module" }'],
  ['webpack.config.js', "import { bundles } from 'loadline/webpack';"],
  ['tsconfig.json', '{ "extends": "loadline/tsconfig.json" }'],
])('%s with %s is accepted', (file, text) => {
  writeFileSync(join(folder, file), text);
  expect(folderProblems(folder)).toEqual([]);
});

it.each([
  [
    'package.json',
    '{ "type": "commonjs" }',
    /says "type": "commonjs".*run `npm pkg set type=module`, or give/,
  ],
  ['package.json', '{ "type": ', /is no JSON: .*: correct it, or give/],
  ['package.json', '[]', /is no JSON object: correct it, or give/],
  [
    'tsconfig.json',
    '{ "compilerOptions": { "jsx": "react" } }',
    /is that of another program, as it does not/,
  ],
  ['webpack.config.js', 'module.exports = {};', /is that of another program.*mkdir load && cd load/],
])('%s with %s is refused', (file, text, message) => {
  writeFileSync(join(folder, file), text);
  expect(folderProblems(folder)).toEqual([
    { code: 'project-folder', where: file, message: expect.stringMatching(message) },
  ]);
});
