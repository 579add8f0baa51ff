import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { throwProblems } from '../../load/problem';
import type { Result } from '../../load/result';
import { newRunId } from '../../load/run-id';
import { dashboardSettings } from './dashboard';
import { bundleOf, home } from './home';
import { inspectBundle } from './inspect-bundle';
import { runK6 } from './k6-process';
import { memoryProblem } from './memory-problem';

/** Exit codes of `bin/loadline`. */
export const EXIT = { pass: 0, usage: 2, invalid: 3, fail: 99, interrupted: 105 } as const;

/** A run to do. */
export interface RunRequest {
  readonly suite: string;
  /** The whole environment of the run: what the script sees as variables. */
  readonly variables: NodeJS.ProcessEnv;
  /** Serve the live dashboard, and open a browser on it. */
  readonly dashboard: boolean;
  readonly open?: boolean;
  /** Arguments for k6 besides the script; never a secret. */
  readonly k6Arguments?: readonly string[];
  /** Tells the user what happens. */
  readonly say: (line: string) => void;
}

/**
 * Runs one suite with k6 and leaves its files in `reports/<run id>/`.
 * @returns the exit code: see {@link EXIT}
 * @throws {ConfigurationError} listing all that is wrong, before k6 is started
 */
export async function runSuite({
  suite,
  variables,
  dashboard,
  say,
  open = false,
  k6Arguments = [],
}: RunRequest): Promise<number> {
  const bundle = bundleOf(suite);
  const runId = variables.RUN_ID || newRunId(new Date());
  const folder = resolve('reports', runId);
  const planned = inspectBundle(bundle, { ...variables, RUN_ID: runId, OUT: undefined });
  throwProblems([...planned.problems, ...memoryProblem(planned)]);
  mkdirSync(folder, { recursive: true });
  const live = dashboard
    ? await dashboardSettings(planned.loadMs, join(folder, 'dashboard.html'), open)
    : undefined;
  if (live) say(`live dashboard: ${live.address}`);
  const code = await runK6({
    k6: home('bin', 'k6'),
    args: ['run', ...k6Arguments, bundle],
    env: { ...variables, RUN_ID: runId, OUT: folder, ...live?.env },
  });
  say(`files of this run: ${folder}`);
  return exitCode(code, join(folder, 'result.json'), say);
}

/** The verdict decides; k6's own code only where there is none, or where the run was interrupted. */
function exitCode(k6Code: number, resultFile: string, say: RunRequest['say']): number {
  if (k6Code === EXIT.interrupted) return EXIT.interrupted;
  if (!existsSync(resultFile)) {
    say(`there is no result.json, k6 ended with ${k6Code}: the run cannot be judged`);
    return EXIT.invalid;
  }
  const { verdict } = JSON.parse(readFileSync(resultFile, 'utf8')) as Result;
  if (verdict === 'pass' && k6Code !== 0) {
    say(`the verdict is pass, but k6 ended with ${k6Code}: the run cannot be judged`);
    return EXIT.invalid;
  }
  return EXIT[verdict];
}
