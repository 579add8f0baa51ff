import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWN } from '../core/spec/own-variables';
import type { RunSpec } from '../core/spec/run-spec';
import { runFiles, writeSpec } from '../results/run-folder';
import { EXIT } from './exit';
import { runK6 } from './k6-process';

/**
 * Runs a bundle that puts no load on its system, as `setup` and `sweep` do, and leaves no folder of a run.
 * @param variables what the script sees
 * @returns 0 when all went well, 105 when it was interrupted, else 3
 */
export async function runWithoutLoad(
  bundle: string,
  spec: RunSpec,
  variables: NodeJS.ProcessEnv,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-spec-'));
  try {
    writeSpec(folder, spec);
    const env = { ...variables, [OWN.spec]: runFiles.spec(folder) };
    const { code } = await runK6({ args: ['run', '--quiet', bundle], env, isPlain: true });
    return code === EXIT.pass || code === EXIT.interrupted ? code : EXIT.invalid;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
