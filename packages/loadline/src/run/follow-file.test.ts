import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../../../tests/harness/eventually';
import { followFile } from './follow-file';

it('returns lines while they are written, and the rest at the end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'log');
  writeFileSync(file, 'one\ntw');
  const lines: string[] = [];
  const finish = followFile(file, (line) => lines.push(line));
  await eventually(() => expect(lines).toEqual(['one']));
  // Longer than one read, with a character of several bytes across the border.
  const long = 'ä'.repeat(50_000);
  appendFileSync(file, `o\n${long}\nrest`);
  finish();
  expect(lines).toEqual(['one', 'two', long, 'rest']);
});
