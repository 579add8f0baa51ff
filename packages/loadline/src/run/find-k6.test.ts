import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cachedK6 } from './cached-k6';
import { findK6 } from './find-k6';
import { useProject } from './home';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-k6-'));
  useProject({ folder, build: 'npx loadline build' });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a program that prints this version. @returns its path */
function program(path: string, version: string): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho 'k6 ${version} (go1.25.1, linux/amd64)'\n`);
  chmodSync(file, 0o755);
  return file;
}

it('K6= takes precedence over bin/k6 of the project, and that over PATH', () => {
  const found = program('path/k6', 'v2.2.0');
  const PATH = join(folder, 'path');
  expect(findK6({ PATH })).toBe(found);
  const own = program('bin/k6', 'v2.2.0');
  expect(findK6({ PATH })).toBe(own);
  const named = program('path/k6-next', 'v2.17.3');
  expect(findK6({ PATH, K6: named })).toBe(named);
  expect(findK6({ PATH, K6: 'k6-next' })).toBe(named);
});

it('the k6 that `k6 install` has built is used when PATH has none, or another version', () => {
  const XDG_CACHE_HOME = join(folder, 'cache');
  const env = { PATH: join(folder, 'path'), XDG_CACHE_HOME };
  const built = program(relative(folder, cachedK6(env)), 'v2.2.0');
  expect(findK6(env)).toBe(built);
  const found = program('path/k6', 'v1.7.0');
  expect(findK6(env)).toBe(built);
  program('path/k6', 'v2.3.0');
  expect(findK6(env)).toBe(found);
});

it.each(['v1.7.0', 'v2.1.9', 'v2.0.0-rc1', 'v3.0.0'])('%s is refused', (version) => {
  const file = program('path/k6', version);
  const refusal = `is k6 ${version}, not a k6 from 2.2 on, below 3: run \`npx loadline k6 install\`, put a k6 from 2.2 on, below 3, on PATH, or name one: K6=/path/to/k6`;
  expect(() => findK6({ PATH: join(folder, 'path'), XDG_CACHE_HOME: folder })).toThrow(`${file}: ${refusal}`);
  expect(() => findK6({ K6: file })).toThrow(`K6=${file}: ${refusal}`);
});

it('a missing program, or one that is not k6, is reported with what to do', () => {
  expect(() => findK6({ PATH: '/nowhere', XDG_CACHE_HOME: folder })).toThrow(
    'bin/k6: is not there: run `npx loadline k6 install`, put a k6 from 2.2 on, below 3, on PATH',
  );
  expect(() => findK6({ K6: '/nowhere/k6' })).toThrow(
    'K6=/nowhere/k6: there is no such program: name one, or unset K6',
  );
  expect(() => findK6({ K6: process.execPath })).toThrow(`K6=${process.execPath}: is not a k6 from 2.2 on`);
  useProject({ folder, build: 'make build', k6: 'make k6' });
  expect(() => findK6({ XDG_CACHE_HOME: folder })).toThrow('bin/k6: is not there: run `make k6`');
});
