import { counted } from './counted';
import { oneLine, printable } from './printable';
import type { ProblemCode } from './problem-codes';
import { withoutQueries } from './shown-value';

/** One thing wrong with what a user wrote: where, and what to write instead. */
export interface Problem {
  /** File and path, or the variable's name: `plans/profiles/load.yml: users`, `USER_1_EMAIL`. */
  readonly where: string;
  /** What is wrong and what to write instead. */
  readonly message: string;
  /** What kind of mistake it is: `loadline help errors` says what each means. */
  readonly code: ProblemCode;
}

/** Everything that is wrong with a run's configuration, found before the first request. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const each = distinctProblems(problems);
    super(describeProblems(each));
    this.problems = each;
  }
}

/** All problems as one text: a line that counts them, then a line each. */
function describeProblems(problems: readonly Problem[]): string {
  const lines = problems.map(problemLine);
  return [
    `${counted(problems.length, 'problem')} with the configuration of this run, no request was sent:`,
    ...lines,
  ].join('\n');
}

/** A problem as an indented line that ends with its code. What a file or a variable supplied in it begins no line of its own. */
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

/** Keeps the problems that something finds, so that they are told beside those of other things. @returns undefined when it found some */
export function collectProblems<T>(problems: Problem[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

/** Problems, each of them once: what two parts find wrong with the same words is one, whatever kind each takes it for. */
function distinctProblems(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [lineOf(problem), problem])).values()];
}
