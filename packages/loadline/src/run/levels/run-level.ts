import { resolve } from 'node:path';
import { formatDuration } from '../../core/text/duration';
import { messageOf } from '../../core/text/error-message';
import { ConfigurationError, throwProblems } from '../../core/text/problem';
import type { Result } from '../../core/verdict/result';
import { readResult } from '../../results/compare/result-file';
import type { RunRequest } from '../prepare-run';
import { runSuite } from '../run-suite';
import { StopSwitch } from '../stop-switch';
import { UserOutput } from '../user-output';

/** A test with all that is the same in each of its runs. */
export type LevelTest = Pick<RunRequest, 'suite' | 'variables' | 'files' | 'observed'> & {
  readonly test: string;
};

/** A constant load: all users start at once and stay for a time. */
export interface Level {
  readonly users: number;
  readonly durationMs: number;
}

/**
 * Runs a test with a constant load, as `loadline run` does: sign-ins, load, clean-up, report. The profile keeps its
 * name, because thresholds may depend on it; its users and its duration are those of the level.
 * @param runId id of the run, and name of its folder
 * @param more other settings of the run
 * @throws {ConfigurationError} with all problems, before k6 is started
 */
export async function runLevel(
  test: LevelTest,
  level: Level,
  runId: string,
  more: Omit<RunRequest, keyof LevelTest | 'output' | 'dashboard'> = {},
): Promise<Result> {
  const stop = new StopSwitch(more.stop);
  try {
    await runSuite({ ...levelRequest(test, level, runId), ...more, stop });
  } finally {
    stop.release();
  }
  const read = readResult(resolve('reports', runId));
  if ('result' in read) return read.result;
  throwProblems(read.problems);
  throw new Error(`the run ${runId} has no result`);
}

/** Why a run of a series could not be run, in one line. @param error what {@link runLevel} threw */
export function errorText(error: unknown): string {
  if (error instanceof ConfigurationError)
    return error.problems.map(({ where, message }) => `${where}: ${message}`).join('; ');
  return messageOf(error);
}

/** The settings of a run with a constant load. */
export function levelRequest(
  { variables, files, ...ofTest }: LevelTest,
  { users, durationMs }: Level,
  runId: string,
): RunRequest {
  const name = variables.PROFILE ?? '';
  const description = files?.profiles?.[name]?.description ?? name;
  const warmUp = files?.profiles?.[name]?.warmUp;
  const length = formatDuration(durationMs);
  const profile = { description, users, duration: length, ...(warmUp !== undefined && { warmUp }) };
  return {
    ...ofTest,
    variables: {
      ...variables,
      RUN_ID: runId,
      // Levels differ only in their load, not in the random choices of their iterations.
      SEED: variables.SEED || '1',
      // The level sets users and duration, so the variables must not.
      USERS: undefined,
      DURATION: undefined,
      SPAWN_RATE: undefined,
    },
    files: { ...files, profiles: { ...files?.profiles, [name]: profile } },
    dashboard: false,
    output: new UserOutput({ amount: 'silent' }),
  };
}
