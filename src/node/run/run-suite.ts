import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { didYouMean } from '../../load/nearest';
import { throwProblems } from '../../load/problem';
import type { Result } from '../../load/result';
import { dashboardSettings } from './dashboard';
import { inspectBundle } from './inspect-bundle';
import { runK6 } from './k6-process';

/** Exit codes of `bin/loadline`. */
export const EXIT = { pass: 0, usage: 2, invalid: 3, fail: 99, interrupted: 105 } as const;

/** Where the built files are; `bin/loadline` lies beside the folder `dist`. */
const home = resolve(__dirname, '..');

/** A run to do. */
export interface RunRequest {
  readonly suite: string;
  /** Variables for the script, on top of the environment. */
  readonly variables: Readonly<Record<string, string>>;
  readonly dashboard: boolean;
  /** Tells the user what happens. */
  readonly say: (line: string) => void;
}

/** The suites that are built, by name. */
export function builtSuites(): string[] {
  const files = existsSync(join(home, 'dist')) ? readdirSync(join(home, 'dist')) : [];
  return files
    .filter((file) => file.endsWith('.js') && file !== 'control.js')
    .map((file) => basename(file, '.js'));
}

/** Path of a suite's bundle. @throws {Error} naming the suites there are */
export function bundleOf(suite: string): string {
  const suites = builtSuites();
  if (suites.includes(suite)) return join(home, 'dist', `${suite}.js`);
  throw new Error(`there is no suite "${suite}": ${didYouMean(suite, suites)}`);
}

/**
 * Runs one suite with k6 and leaves its files in `reports/<run id>/`.
 * @returns the exit code: see {@link EXIT}
 * @throws {ConfigurationError} listing all that is wrong, before k6 is started
 */
export async function runSuite({ suite, variables, dashboard, say }: RunRequest): Promise<number> {
  const bundle = bundleOf(suite);
  const runId =
    variables.RUN_ID ??
    `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${suite}`;
  const folder = resolve('reports', runId);
  const env = { ...process.env, ...variables, RUN_ID: runId, OUT: folder };
  const { loadMs, problems } = inspectBundle(bundle, { ...env, OUT: undefined });
  throwProblems(problems);
  mkdirSync(folder, { recursive: true });
  const live = dashboard ? await dashboardSettings(loadMs, join(folder, 'dashboard.html')) : undefined;
  if (live) say(`live dashboard: ${live.address}`);
  const code = await runK6({
    k6: join(home, 'bin', 'k6'),
    args: ['run', bundle],
    env: { ...env, ...live?.env },
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
