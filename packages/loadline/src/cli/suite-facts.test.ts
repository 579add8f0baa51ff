import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newFolder } from '../../../../tests/harness/temp-folder';
import { useProject } from '../run/home';
import { suiteFacts } from './suite-facts';

let folder: string;

beforeEach(async () => {
  folder = await newFolder();
  mkdirSync(join(folder, 'dist'));
  useProject({ folder, build: 'make build' });
});
afterEach(() => {
  useProject(undefined);
  rmSync(folder, { recursive: true });
});

/** Writes a bundle of a suite. @param name of the suite, as the bundle gives it @param first what the bundle does first */
function build(file: string, name: string, first = ''): void {
  const about = `{ spec: {}, info: { suite: '${name}' }, problems: [] }`;
  const text = `${first}\nexports.about = ${about};\n// Built by loadline ${LOADLINE_VERSION}\n`;
  writeFileSync(join(folder, 'dist', file), text);
}

it('suites are inspected again only after a file of the bundles has changed', () => {
  build('a.js', 'first');
  const { inspected } = suiteFacts();
  expect(inspected.a?.info.suite).toBe('first');
  expect(suiteFacts().inspected.a).toBe(inspected.a);
  build('a.js', 'second one');
  expect(suiteFacts().inspected.a?.info.suite).toBe('second one');
  build('b.js', 'other');
  expect(Object.keys(suiteFacts().inspected)).toEqual(['a', 'b']);
  rmSync(join(folder, 'dist/a.js'));
  expect(Object.keys(suiteFacts().inspected)).toEqual(['b']);
});

it('a suite with wrong thresholds hides no other one, and is inspected again until they are right', () => {
  build('a.js', 'first');
  const problem = `{ code: 'threshold', where: 'thresholds/b.json', message: 'is wrong' }`;
  const isWrong = `!JSON.parse(open(__ENV.LOADLINE_PLAN_FILES)).thresholds?.isRight`;
  build('b.js', 'second', `if (${isWrong}) throw { problems: [${problem}] };`);
  const builtIn = { b: { 'thresholds/b.json': 'a hash' } };
  writeFileSync(join(folder, 'dist/built-in.json'), JSON.stringify(builtIn));
  const { inspected, wrong } = suiteFacts();
  expect(Object.keys(inspected)).toEqual(['a']);
  expect(wrong).toEqual({ b: [expect.objectContaining({ where: 'thresholds/b.json' })] });
  mkdirSync(join(folder, 'thresholds'));
  writeFileSync(join(folder, 'thresholds/b.json'), '{ "isRight": true }');
  expect(suiteFacts()).toMatchObject({ inspected: { b: { info: { suite: 'second' } } }, wrong: {} });
});
