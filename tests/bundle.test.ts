import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runK6 } from './harness/k6-run';
import { project } from './harness/project';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const SHORT = { USERS: '30', DURATION: '3s' };

it('dist can be moved: it runs from a copy elsewhere, started in a third folder', async () => {
  const service = await referenceService();
  const copy = await tempFolder();
  await cp(project('dist'), copy, { recursive: true });
  const cwd = await tempFolder();
  const variables = { ...variablesFor(service), ...SHORT };
  const end = await runK6({ variables, bundle: join(copy, 'vacancies.js'), cwd });
  expect(end.stderr).toBe(end.stderr.replaceAll('level=error', ''));
  expect(end.code).toBe(0);
});

it('holds neither test data makers nor codecs: each virtual user would keep a copy', async () => {
  for (const file of ['vacancies.js', 'control.js']) {
    const code = await readFile(project('dist', file), 'utf8');
    expect(code).not.toMatch(/faker|BinaryWriter|zod/i);
  }
});
