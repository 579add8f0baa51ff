import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../packages/loadline/src/core/verdict/result';
import type { EditedFiles } from '../../packages/loadline/src/run/inspect-bundle';
import { type Child, type Ending, startInTest } from './child';
import { project } from './project';
import { tempFolder } from './temp-folder';

/** Options of a `k6 run`. */
export interface K6Run {
  /** All variables of the run except `OUT`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Default: the bundle of the vacancies suite. */
  readonly bundle?: string;
  /** Profiles and thresholds that replace those of the build. */
  readonly files?: EditedFiles;
  /** Further arguments. */
  readonly args?: readonly string[];
  /** Program, with its arguments, that starts k6, such as `prlimit`. */
  readonly launcher?: readonly string[];
  /** Default: a new folder. */
  readonly cwd?: string;
}

/** The result of a run of k6. */
export interface K6Ending extends Ending {
  /** Text of `result.json`; undefined when the file does not exist. */
  readonly resultText: string | undefined;
}

/** A running k6. */
export interface K6Child extends Pick<Child, 'process'> {
  readonly ending: Promise<K6Ending>;
}

/** Starts the real k6 on a bundle. Its environment has only the given variables and `OUT`. */
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

/** Parses `result.json` of a run. @throws {Error} with the output of k6, when there is no such file */
export function resultOf({ resultText, output }: K6Ending): Result {
  if (resultText === undefined) throw new Error(`the run left no result.json:\n${output}`);
  return JSON.parse(resultText) as Result;
}

function resultIn(folder: string): Promise<string | undefined> {
  return readFile(join(folder, 'result.json'), 'utf8').catch(() => undefined);
}
