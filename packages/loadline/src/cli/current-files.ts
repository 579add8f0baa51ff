import type { ThresholdsFile } from '../core/thresholds/threshold';
import { checkPlans, readPlans } from '../plans/read-plans';
import { readThresholds } from '../plans/read-thresholds';
import { home, isBuiltIn } from '../run/home';
import type { EditedFiles } from '../run/inspect-bundle';

/**
 * Thresholds of a suite as they are now.
 * @param dist folder of the bundles; by default that of the project
 * @returns undefined when the suite takes them from elsewhere
 * @throws {ConfigurationError} when the file is gone or is no JSON
 */
export function currentThresholds(suite: string, dist?: string): ThresholdsFile | undefined {
  return readThresholds(home('thresholds'), suite, isBuiltIn(`thresholds/${suite}.json`, dist));
}

/** Profiles and thresholds of a suite as they are now; a profile that is wrong is left out: `check` and `plan` name it. */
export function currentFiles(suite: string, dist?: string): EditedFiles {
  const thresholds = currentThresholds(suite, dist);
  return {
    profiles: checkPlans(readPlans(home('plans'))).profiles,
    ...(thresholds !== undefined && { thresholds }),
  };
}
