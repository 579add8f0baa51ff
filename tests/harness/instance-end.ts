import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstanceEnd } from '../../packages/loadline/src/core/verdict/instance-end';

/** Reads `end-<i>.json` of the run `one`. @throws {Error} when the file does not exist yet */
export async function endIn(cwd: string, instance = 1): Promise<InstanceEnd> {
  const text = await readFile(join(cwd, 'reports', 'one', `end-${instance}.json`), 'utf8');
  return JSON.parse(text) as InstanceEnd;
}
