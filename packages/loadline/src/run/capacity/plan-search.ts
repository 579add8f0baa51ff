import type { RunSpec } from '../../core/spec/run-spec';
import { peakRatePerMs } from '../../core/spec/schedule';
import { formatDuration } from '../../core/text/duration';
import { throwProblems } from '../../core/text/problem';
import type { CapacityFile } from '../../results/capacity-file';
import { levelRequest } from '../levels/run-level';
import { prepareRun } from '../prepare-run';
import type { CapacityRequest } from './find-capacity';
import { loadTimeMs, tooShortWarning, usualLengthMs } from './level-length';

/** A journey of one user, with the mean time between two of its iterations. */
export type JourneyOfUser = NonNullable<CapacityFile['load']>['user'][number];

/** What is known about a search before its first run. */
export interface SearchPlan {
  readonly target: string;
  readonly profile: string;
  readonly user: readonly JourneyOfUser[];
  readonly settings: RunSpec['settings'];
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
  const { target, profile, settings } = spec;
  return { target, profile, user: userOf(spec), settings, warnings: warning === undefined ? [] : [warning] };
}

/** What one user of a constant load does. Journeys that share a period have a longer one each. */
export function userOf({ journeys, users }: Pick<RunSpec, 'journeys' | 'users'>): JourneyOfUser[] {
  return journeys.map(({ name, everyMs, schedule }) => ({
    journey: name,
    everyMs: everyMs === 'once' ? everyMs : users / peakRatePerMs(schedule),
  }));
}
