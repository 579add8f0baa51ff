import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWN } from '../core/spec/own-variables';
import type { RunSpec } from '../core/spec/run-spec';
import { runFiles, writeSpec } from '../results/run-folder';
import { EXIT } from './exit';
import { runK6 } from './k6-process';

/**
 * Runs a bundle without load, as `setup` and `sweep` do. It leaves no run folder.
 * @param variables what the script sees
 * @returns 0 on success, 105 when it was interrupted, otherwise 3
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
