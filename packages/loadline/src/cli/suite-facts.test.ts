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

/** Writes a bundle of a suite. @param name of the suite, as the bundle gives it */
function build(file: string, name: string): void {
  const about = `{ spec: {}, info: { suite: '${name}' }, problems: [] }`;
  const text = `exports.about = ${about};\n// Built by loadline ${LOADLINE_VERSION}\n`;
  writeFileSync(join(folder, 'dist', file), text);
}

it('suites are inspected again only after a file of the bundles has changed', () => {
  build('a.js', 'first');
  const facts = suiteFacts();
  expect(facts.a?.info.suite).toBe('first');
  expect(suiteFacts()).toBe(facts);
  build('a.js', 'second one');
  expect(suiteFacts().a?.info.suite).toBe('second one');
  build('b.js', 'other');
  expect(Object.keys(suiteFacts())).toEqual(['a', 'b']);
  rmSync(join(folder, 'dist/a.js'));
  expect(Object.keys(suiteFacts())).toEqual(['b']);
});
