import { ConfigurationError, type Problem, problemLine } from '../../core/text/problem';

/** Runs that cannot be read, reported or compared: wrong usage, as any wrong configuration. */
export class RefusedError extends ConfigurationError {
  /** @param what in words, e.g. `the runs were not compared` */
  constructor(what: string, problems: readonly Problem[]) {
    super(problems);
    this.message = [what, ...problems.map(problemLine)].join('\n');
  }
}
