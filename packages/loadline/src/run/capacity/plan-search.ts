import { formatDuration } from '../../core/text/duration';
import { throwProblems } from '../../core/text/problem';
import { levelRequest } from '../levels/run-level';
import { prepareRun } from '../prepare-run';
import type { CapacityRequest } from './find-capacity';
import { loadTimeMs, tooShortWarning, usualLengthMs } from './level-length';

/** What is known about a search before its first run. */
export interface SearchPlan {
  readonly target: string;
  readonly warnings: readonly string[];
}

/**
 * Checks the first level of a search.
 * @throws {ConfigurationError} with all problems of its run, or when the budget is too small for it
 */
export function planSearch({
  test,
  id,
  from,
  durationMs,
  budgetMs,
}: Pick<CapacityRequest, 'test' | 'id' | 'from' | 'durationMs' | 'budgetMs'>): SearchPlan {
  const kind = { test, users: from };
  const lengthMs = durationMs ?? usualLengthMs(kind);
  const level = { users: from, durationMs: lengthMs };
  const { spec } = prepareRun(levelRequest(test, level, `${id}-1`));
  const neededMs = loadTimeMs(level, spec);
  if (neededMs >= budgetMs) {
    const [needed, budget] = [neededMs, budgetMs].map(formatDuration);
    const message = `is ${budget}, and the first level alone takes ${needed}: write more than that for each of the 10 to 20 runs of a search`;
    throwProblems([{ code: 'option-value', where: '--budget', message }]);
  }
  const warning = tooShortWarning(kind, lengthMs);
  return { target: spec.target, warnings: warning === undefined ? [] : [warning] };
}
