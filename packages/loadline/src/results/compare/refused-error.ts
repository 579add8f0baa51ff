import { ConfigurationError, type Problem, problemLine } from '../../core/text/problem';

/** Runs that cannot be read, reported or compared. A usage error, like any wrong configuration. */
export class RefusedError extends ConfigurationError {
  /** @param what was refused, in words, e.g. `the runs were not compared` */
  constructor(what: string, problems: readonly Problem[]) {
    super(problems);
    this.message = [what, ...problems.map(problemLine)].join('\n');
  }
}
