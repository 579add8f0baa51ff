import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../../tests/harness/temp-folder';
import { hashOf } from './sources.js';

it('a file that was saved during a build has no hash, whatever its modification time is', async () => {
  const file = join(await tempFolder(), 'api.ts');
  writeFileSync(file, 'export {};');
  utimesSync(file, 1_000, 1_000);
  expect(hashOf(file, 2_000_000)).toBe('');
  expect(hashOf(file, Date.now() + 60_000)).toMatch(/^[0-9a-f]{64}$/);
});
