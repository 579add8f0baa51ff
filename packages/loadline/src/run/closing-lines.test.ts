import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { exampleSpec } from '../../../../tests/harness/example-spec';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import type { RunSpec } from '../core/spec/run-spec';
import { closingLines } from './closing-lines';

afterEach(() => vi.unstubAllEnvs());

const WEIGHTS = { name: 'REQUEST_WEIGHTS', value: 'check_file:1, other:2', source: 'variable' };
const OTHERS = [
  { name: 'USERS', value: '5', source: 'command line' },
  { name: 'LISTING_PAGES', value: '10', source: 'variable' },
];

async function saveRun(folder: string, spec: RunSpec): Promise<string> {
  await mkdir(folder);
  await writeFile(join(folder, 'run.json'), JSON.stringify(spec));
  return folder;
}

test('the command that does the run again has the variables of this shell, and not those of .env', async () => {
  vi.stubEnv('REQUEST_WEIGHTS', WEIGHTS.value);
  vi.stubEnv('LISTING_PAGES', undefined);
  vi.stubEnv('RUN_ID', 'one');
  const id = { name: 'RUN_ID', value: 'one', source: 'variable' };
  const spec = exampleSpec({ settings: [id, WEIGHTS, ...OTHERS] });
  const out = await saveRun(join(await tempFolder(), 'now'), spec);
  const lines = closingLines(spec, out, 'bin/loadline run requests --users 5');
  expect(lines).toContain(
    "again    REQUEST_WEIGHTS='check_file:1, other:2' bin/loadline run requests --users 5",
  );
});

test('the run to compare with is the last one with the same variables', async () => {
  const reports = await tempFolder();
  const like = await saveRun(join(reports, '1'), exampleSpec({ settings: OTHERS }));
  await saveRun(join(reports, '2'), exampleSpec({ settings: [WEIGHTS, ...OTHERS] }));
  const out = await saveRun(join(reports, '3'), exampleSpec({ settings: OTHERS }));
  expect(closingLines(exampleSpec({ settings: OTHERS }), out, 'again').at(-1)).toContain(`${like} -- ${out}`);
});
