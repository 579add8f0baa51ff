import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generatedFiles } from './generated-files';

it.each(Object.entries(generatedFiles()))('%s is what the code says', (file, made) => {
  const written = readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
  expect(written, `${file} is old: run \`make docs\``).toBe(made);
});
