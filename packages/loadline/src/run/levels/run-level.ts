import { resolve } from 'node:path';
import { formatDuration } from '../../core/text/duration';
import { throwProblems } from '../../core/text/problem';
import type { Result } from '../../core/verdict/result';
import { readResult } from '../../results/compare/result-file';
import { type RunRequest, runSuite } from '../run-suite';
import { UserOutput } from '../user-output';

/** A test, with all variables and files of its run. */
export type LevelTest = Pick<RunRequest, 'suite' | 'variables' | 'files'> & { readonly test: string };

/** A load of one level: all users at once, for a time. */
export interface Level {
  readonly users: number;
  readonly durationMs: number;
}

/**
 * Runs a test with a load of one level, as `loadline run` does: sign-ins, load, clean-up, report. Its profile keeps its
 * name, as thresholds may depend on it, and its users and time are those of the level.
 * @param runId of the run and its folder
 * @param more further settings of the run
 * @throws {ConfigurationError} with all problems, before k6 is started
 */
export async function runLevel(
  test: LevelTest,
  level: Level,
  runId: string,
  more: Omit<RunRequest, 'suite' | 'test' | 'variables' | 'files' | 'output' | 'dashboard'> = {},
): Promise<Result> {
  await runSuite({ ...levelRequest(test, level, runId), ...more });
  const read = readResult(resolve('reports', runId));
  if ('result' in read) return read.result;
  throwProblems(read.problems);
  throw new Error(`the run ${runId} has no result`);
}

/** The request of a run with a load of one level. */
export function levelRequest(
  { suite, test, variables, files }: LevelTest,
  { users, durationMs }: Level,
  runId: string,
): RunRequest {
  const name = variables.PROFILE ?? '';
  const description = files?.profiles?.[name]?.description ?? name;
  const profile = { description, users, duration: formatDuration(durationMs) };
  return {
    suite,
    test,
    variables: {
      ...variables,
      RUN_ID: runId,
      // They are those of the level.
      USERS: undefined,
      DURATION: undefined,
      SPAWN_RATE: undefined,
    },
    files: { ...files, profiles: { ...files?.profiles, [name]: profile } },
    dashboard: false,
    output: new UserOutput({ amount: 'silent' }),
  };
}
