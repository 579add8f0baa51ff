import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWN } from '../core/spec/own-variables';
import type { RunSpec } from '../core/spec/run-spec';
import type { Result } from '../core/verdict/result';
import { whoText } from '../core/verdict/stopped';
import { readJson } from '../results/json-file';
import { runFiles, writeSpec } from '../results/run-folder';
import { EXIT } from './exit';
import { runK6 } from './k6-process';
import type { StopSwitch } from './stop-switch';
import type { UserOutput } from './user-output';

/**
 * Runs one iteration of each journey and prints everything. k6 itself prints what happens, and no file stays.
 * @returns 0 when all journeys succeeded, 99 when one failed, 3 on a script error, 105 when it was interrupted
 */
export async function debugSuite(
  bundle: string,
  spec: RunSpec,
  variables: NodeJS.ProcessEnv,
  k6Arguments: readonly string[],
  stop: StopSwitch,
  output: UserOutput,
): Promise<number> {
  const out = mkdtempSync(join(tmpdir(), 'loadline-debug-'));
  try {
    writeSpec(out, spec);
    const env = { ...variables, [OWN.spec]: runFiles.spec(out), OUT: out };
    const run = { args: ['run', ...k6Arguments, bundle], env, isPlain: true, stop, output };
    const { code, uncaught, stopped } = await runK6(run);
    if (code === EXIT.interrupted) {
      output.tell(whoText(stopped ?? { by: 'SIGINT' }));
      return code;
    }
    const file = join(out, 'result.json');
    const result = existsSync(file) ? (readJson(file) as Result) : undefined;
    const scriptErrors = (result?.aggregate.scriptErrors ?? 0) + (uncaught?.count ?? 0);
    if (scriptErrors > 0) return EXIT.invalid;
    return code === EXIT.pass || code === EXIT.fail ? code : EXIT.invalid;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
