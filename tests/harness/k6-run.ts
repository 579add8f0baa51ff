import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../packages/loadline/src/core/verdict/result';
import type { EditedFiles } from '../../packages/loadline/src/run/inspect-bundle';
import { type Child, type Ending, startInTest } from './child';
import { project } from './project';
import { tempFolder } from './temp-folder';

/** One `k6 run` to do. */
export interface K6Run {
  /** All variables of the run but `OUT`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Default: the vacancies suite as it was built. */
  readonly bundle?: string;
  /** Profiles and thresholds that go before those of the build. */
  readonly files?: EditedFiles;
  /** Further arguments. */
  readonly args?: readonly string[];
  /** A program with its arguments that starts k6, such as `prlimit`. */
  readonly launcher?: readonly string[];
  /** Default: a folder of the test's own. */
  readonly cwd?: string;
}

/** What a run of k6 has left. */
export interface K6Ending extends Ending {
  /** `result.json` as it was read; undefined when there is none. */
  readonly resultText: string | undefined;
}

/** k6 while it runs. */
export interface K6Child extends Pick<Child, 'process'> {
  readonly ending: Promise<K6Ending>;
}

/** Starts the real k6 on a bundle, with nothing in its environment but the given variables and `OUT`. */
export async function startK6({
  variables,
  bundle,
  files,
  args = [],
  launcher = [],
  cwd,
}: K6Run): Promise<K6Child> {
  const home = await tempFolder();
  const edited = join(home, 'files.json');
  if (files) await writeFile(edited, JSON.stringify(files));
  const env = { HOME: home, OUT: home, ...(files && { LOADLINE_PLAN_FILES: edited }), ...variables };
  const script = bundle ?? project('dist', 'vacancies.js');
  const [program = '', ...words] = [...launcher, project('bin', 'k6'), 'run', '--quiet', ...args, script];
  const { process, ending } = startInTest(program, words, { cwd: cwd ?? home, env });
  return { process, ending: ending.then(async (end) => ({ ...end, resultText: await resultIn(home) })) };
}

/** Runs the real k6 on a bundle to its end. */
export async function runK6(run: K6Run): Promise<K6Ending> {
  return (await startK6(run)).ending;
}

/** `result.json` of a run. @throws {Error} with what k6 said, when there is none */
export function resultOf({ resultText, output }: K6Ending): Result {
  if (resultText === undefined) throw new Error(`the run left no result.json:\n${output}`);
  return JSON.parse(resultText) as Result;
}

function resultIn(folder: string): Promise<string | undefined> {
  return readFile(join(folder, 'result.json'), 'utf8').catch(() => undefined);
}
