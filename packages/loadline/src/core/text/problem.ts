import { counted } from './counted';
import { oneLine, printable } from './printable';
import type { ProblemCode } from './problem-codes';
import { withoutQueries } from './shown-value';

/** One mistake in what a user wrote. */
export interface Problem {
  /** File and path, or the variable's name: `plans/profiles/load.yml: users`, `USER_1_EMAIL`. */
  readonly where: string;
  /** What is wrong and what to write instead. */
  readonly message: string;
  /** What kind of mistake it is: `loadline help errors` says what each means. */
  readonly code: ProblemCode;
}

/** All problems of a run's configuration, found before the first request. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  readonly problems: readonly Problem[];

  /** @param outcome what they are about, and what did not happen because of them */
  constructor(
    problems: readonly Problem[],
    outcome = 'with the configuration of this run, no request was sent',
  ) {
    const each = distinctProblems(problems);
    super(describeProblems(each, outcome));
    this.problems = each;
  }
}

/** Writes all problems as one text: a line with their number, then a line for each. */
function describeProblems(problems: readonly Problem[], outcome: string): string {
  return [`${counted(problems.length, 'problem')} ${outcome}:`, ...problems.map(problemLine)].join('\n');
}

/** Writes a problem as an indented line that ends with its code. Text from a file or a variable never begins a line of its own. */
export function problemLine(problem: Problem): string {
  return `${lineOf(problem)} [${problem.code}]`;
}

function lineOf({ where, message }: Problem): string {
  return `  ${oneLine(where)}: ${withoutQueries(printable(message)).replaceAll('\n', '\n    ')}`;
}

/** @throws {ConfigurationError} when there are problems */
export function throwProblems(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/**
 * Collects the problems that `read` throws, so that they are shown together with others.
 * @returns what `read` returns; undefined when it threw problems
 */
export function collectProblems<T>(problems: Problem[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

/** Removes duplicates: two parts that report the same problem in the same words count once, even with different codes. */
function distinctProblems(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [lineOf(problem), problem])).values()];
}
