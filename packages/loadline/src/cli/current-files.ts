import type { Plans } from '../plans/read-plans';
import { readThresholds } from '../plans/read-thresholds';
import { hasBuiltInThresholds, home } from '../run/home';
import type { EditedFiles } from '../run/inspect-bundle';

/**
 * Files of a suite as they are now: its thresholds, if they are in `thresholds/`, and the profiles.
 * @param profiles profiles of the project, read and checked
 * @param dist folder of the bundles. Default: that of the project
 * @throws {ConfigurationError} when the thresholds file is missing or not valid JSON
 */
export function currentFiles(suite: string, profiles: Plans['profiles'], dist?: string): EditedFiles {
  const thresholds = readThresholds(home('thresholds'), suite, hasBuiltInThresholds(suite, dist));
  return { profiles, ...(thresholds !== undefined && { thresholds }) };
}
