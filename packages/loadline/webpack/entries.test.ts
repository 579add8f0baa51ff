import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { changedNames } from './changed-names.js';
import { writeEntries } from './entries.js';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'loadline-entries-'));
});
afterEach(() => rmSync(project, { recursive: true }));

it('a build takes no lock of an editor for a suite', () => {
  const suites = join(project, 'src/suites');
  mkdirSync(suites, { recursive: true });
  writeFileSync(join(suites, 'orders.ts'), 'export default defineSuite({});\n');
  symlinkSync('somebody@host.1', join(suites, '.#orders.ts'));
  const entries = writeEntries(project, suites, join(project, 'src/gen/suites'));
  expect(Object.keys(entries)).toEqual(['orders', 'orders.control']);
  expect(changedNames(project)).toEqual([]);
});
