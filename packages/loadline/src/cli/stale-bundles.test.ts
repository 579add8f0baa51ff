import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sha256 } from '../../webpack/sha256.js';
import { isStale } from './stale-bundles';

let project: string;
let note: string;

/** Writes a file. @returns its path in the project */
function file(name: string, text = ''): string {
  const path = join(project, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return name;
}

/** Writes the list of the sources of the bundles: these files as they are now, and these folders with the names of their files. */
function built(files: readonly string[], folders: Readonly<Record<string, readonly string[]>> = {}): void {
  const hashes = files.map((name) => [name, sha256([join(project, name)])]);
  writeFileSync(note, JSON.stringify({ files: Object.fromEntries(hashes), folders }));
}

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'loadline-stale-'));
  note = join(project, '.built');
});
afterEach(() => rmSync(project, { recursive: true }));

it('bundles without a list of their sources are stale, those with one are not', () => {
  file('src/suites/orders.ts');
  expect(isStale(project, note)).toBe(true);
  built(['src/suites/orders.ts'], { 'src/suites': ['orders.ts'] });
  expect(isStale(project, note)).toBe(false);
});

it.each(['', '{"files":[', 'null', '5', '{"files":5}', '[null]', '{"files":["/src/a.ts"],"missing":[]}'])(
  'bundles with the damaged or older list %s are stale',
  (text) => {
    writeFileSync(note, text);
    expect(isStale(project, note)).toBe(true);
  },
);

it('bundles with a folder in place of the list are stale', () => {
  mkdirSync(note);
  expect(isStale(project, note)).toBe(true);
});

it('a new suite makes them stale, but neither a test nor what an editor keeps for itself', () => {
  built([], { 'src/suites': [] });
  expect(isStale(project, note)).toBe(false);
  file('src/suites/orders.test.ts');
  file('src/suites/.history/orders.ts');
  symlinkSync('somebody@host.1', join(project, 'src/suites/.#orders.ts'));
  expect(isStale(project, note)).toBe(false);
  file('src/suites/orders.ts');
  expect(isStale(project, note)).toBe(true);
});

it.each([
  'load/api.ts',
  'data/people.csv',
  'protos/orders.proto',
  'openapi.yaml',
  'thresholds-of-prices.csv',
])('another content of %s makes them stale, whatever its times are', (name) => {
  built([file(name)]);
  utimesSync(join(project, name), 4_000_000_000, 4_000_000_000);
  expect(isStale(project, note)).toBe(false);
  // Written before the build, and moved here after it.
  renameSync(join(project, file('older', 'other')), join(project, name));
  utimesSync(join(project, name), 1_000, 1_000);
  expect(isStale(project, note)).toBe(true);
  rmSync(join(project, name));
  expect(isStale(project, note)).toBe(true);
});

it('a change of a threshold makes them stale only where a suite has its thresholds from the build', () => {
  built([file('thresholds/common.json')]);
  file('thresholds/common.json', '{}');
  expect(isStale(project, note)).toBe(false);
  expect(isStale(project, note, false)).toBe(true);
});

it('a file that was saved during the build makes them stale, as does one that is new in a folder of test data', () => {
  writeFileSync(note, JSON.stringify({ files: { [file('src/api.ts')]: '' }, folders: {} }));
  expect(isStale(project, note)).toBe(true);
  built([], { data: [] });
  expect(isStale(project, note)).toBe(false);
  file('data/people.csv');
  expect(isStale(project, note)).toBe(true);
});

it('a copy of a project is as stale as the project: its own files count', () => {
  built([file('data/people.csv', 'a')]);
  const copy = join(project, 'copy');
  mkdirSync(join(copy, 'data'), { recursive: true });
  writeFileSync(join(copy, 'data/people.csv'), 'b');
  expect(isStale(project, note)).toBe(false);
  expect(isStale(copy, note)).toBe(true);
});
