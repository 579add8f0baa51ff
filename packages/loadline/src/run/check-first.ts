import { ConfigurationError, throwProblems } from '../core/text/problem';

/**
 * Waits for several checks before a run, so that the problems of all of them are listed together.
 * @throws {ConfigurationError} with all their problems
 */
export async function checkFirst(checks: readonly (Promise<void> | undefined)[]): Promise<void> {
  const ended = await Promise.allSettled(checks);
  const errors = ended.flatMap((end): unknown[] => (end.status === 'rejected' ? [end.reason] : []));
  const other = errors.find((error) => !(error instanceof ConfigurationError));
  if (other !== undefined) throw other;
  throwProblems(errors.flatMap((error) => (error as ConfigurationError).problems));
}
