import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

it('a suite gets the thresholds file of its name, and no other one', () => {
  const suites = join(project, 'src/suites');
  mkdirSync(suites, { recursive: true });
  mkdirSync(join(project, 'thresholds'));
  writeFileSync(join(project, 'thresholds/orders.json'), '{}');
  for (const name of ['orders', 'heavy'])
    writeFileSync(join(suites, `${name}.ts`), 'export default defineSuite({});\n');
  const entries = writeEntries(project, suites, join(project, 'src/gen/suites'));
  const text = (name: string) => readFileSync(entries[`${name}.control`] ?? '', 'utf8');
  expect(text('orders')).toContain("import thresholds from '../../../thresholds/orders.json';");
  expect(text('orders')).toContain("controlSuite(suite, profiles, { name: 'orders', thresholds })");
  expect(text('heavy')).not.toContain('import thresholds');
  expect(text('heavy')).toContain("controlSuite(suite, profiles, { name: 'heavy' })");
});
