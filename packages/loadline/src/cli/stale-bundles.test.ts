import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isStale } from './stale-bundles';

/** Times in seconds since the epoch. */
const SAVED = 1000;
const BUILT = 2000;
const LATER = 3000;

let project: string;
let note: string;

/** Writes a file. @returns its path */
function file(name: string, savedAt: number): string {
  const path = join(project, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '');
  utimesSync(path, savedAt, savedAt);
  return path;
}

/** Writes the list of the sources of the bundles. */
function built(sources: unknown): void {
  writeFileSync(note, typeof sources === 'string' ? sources : JSON.stringify(sources));
  utimesSync(note, BUILT, BUILT);
}

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'loadline-stale-'));
  note = join(project, '.built');
  file('src/suites/orders.ts', SAVED);
  file('webpack.config.js', SAVED);
});
afterEach(() => rmSync(project, { recursive: true }));

it('bundles without a note are stale, those with one are not', () => {
  expect(isStale(project, note)).toBe(true);
  for (const sources of ['', [], { files: [], missing: [] }]) {
    built(sources);
    expect(isStale(project, note)).toBe(false);
  }
});

it.each(['{"files":[', 'null', '5', '{"files":5}', '[null]'])(
  'bundles with the damaged note %s are stale',
  (text) => {
    built(text);
    expect(isStale(project, note)).toBe(true);
  },
);

it('bundles with a folder in place of the note are stale', () => {
  mkdirSync(note);
  expect(isStale(project, note)).toBe(true);
});

it('new sources make them stale, but neither what a build makes nor what an editor keeps for itself', () => {
  built('');
  file('src/gen/suites/orders.ts', LATER);
  file('src/orders.test.ts', LATER);
  file('src/.history/orders.ts', LATER);
  symlinkSync('somebody@host.1', join(project, 'src/suites/.#orders.ts'));
  expect(isStale(project, note)).toBe(false);
  file('src/general/prices.ts', LATER);
  expect(isStale(project, note)).toBe(true);
});

it.each(['data/people.csv', 'protos/orders.proto', 'openapi.yaml', 'thresholds-of-prices.csv'])(
  'a change of %s makes them stale',
  (name) => {
    built({ files: [file(name, SAVED)], missing: [] });
    expect(isStale(project, note)).toBe(false);
    file(name, LATER);
    expect(isStale(project, note)).toBe(true);
    rmSync(join(project, name));
    expect(isStale(project, note)).toBe(true);
  },
);

it('a change of a threshold does not: each run reads it', () => {
  built({ files: [file('thresholds/orders.json', SAVED)], missing: [] });
  file('thresholds/orders.json', LATER);
  expect(isStale(project, note)).toBe(false);
});

it('a file that was added to a folder of test data makes them stale, also an old one', () => {
  const old = file('people.csv', SAVED);
  mkdirSync(join(project, 'data'));
  utimesSync(join(project, 'data'), SAVED, SAVED);
  built({ files: [join(project, 'data')], missing: [] });
  expect(isStale(project, note)).toBe(false);
  renameSync(old, join(project, 'data/people.csv'));
  expect(isStale(project, note)).toBe(true);
});

it('a folder of test data that was missing makes them stale, however old it is', () => {
  built({ files: [], missing: [join(project, 'data')] });
  expect(isStale(project, note)).toBe(false);
  mkdirSync(join(project, 'data'));
  utimesSync(join(project, 'data'), SAVED, SAVED);
  expect(isStale(project, note)).toBe(true);
});
