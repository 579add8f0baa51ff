import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

const REGISTRY = 'plans/registry.yml';
const LOCAL = 'plans/environments/local.yml';
const CURRENT = 'current: a\ntests: ';

it.each([
  [REGISTRY, `${CURRENT}{}\n`],
  [LOCAL, 'description: here\nallow: []\nsuites: {}\n'],
  ['plans/environments/stage.yml', 'of another suite'],
])('%s with %s is accepted', (file, text) => {
  write(file, text);
  expect(folderProblems(folder)).toEqual([]);
});

it.each([
  [REGISTRY, `${CURRENT}[a`, 'plans/registry.yml:2:10', /^Flow sequence .*: mend it$/],
  [REGISTRY, `${CURRENT}null`, 'plans/registry.yml: tests', /^write tests by name, each with suite, /],
  [REGISTRY, `${CURRENT}[a]`, 'plans/registry.yml: tests', /^write tests by name, each with suite, /],
  [REGISTRY, '- a\n', REGISTRY, /^write current and tests$/],
  [REGISTRY, '', REGISTRY, /^write current and tests$/],
  ['plans/registry.yaml', `${CURRENT}{}`, 'plans/registry.yaml', /^is not read: call it registry\.yml$/],
  [LOCAL, 'suites: {', /^plans\/environments\/local\.yml:\d+:\d+$/, /: mend it$/],
  [
    LOCAL,
    'description: a\nallow: []\nsuites:\n',
    `${LOCAL}: suites`,
    /^write where the system of each suite is/,
  ],
])('%s with %j is refused before anything is written', (file, text, where, message) => {
  write(file, text);
  const at = typeof where === 'string' ? where : expect.stringMatching(where);
  expect(folderProblems(folder)).toMatchObject([{ where: at, message: expect.stringMatching(message) }]);
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}
