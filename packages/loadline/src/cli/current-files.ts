import type { Plans } from '../plans/read-plans';
import { readThresholds } from '../plans/read-thresholds';
import { home, isBuiltIn } from '../run/home';
import type { EditedFiles } from '../run/inspect-bundle';

/**
 * What a run of a suite is made of now: its thresholds, as far as they are in `thresholds/`, and the profiles.
 * @param profiles of the project, read and checked
 * @param dist folder of the bundles; by default that of the project
 * @throws {ConfigurationError} when the thresholds file is gone or is no JSON
 */
export function currentFiles(suite: string, profiles: Plans['profiles'], dist?: string): EditedFiles {
  const thresholds = readThresholds(home('thresholds'), suite, isBuiltIn(`thresholds/${suite}.json`, dist));
  return { profiles, ...(thresholds !== undefined && { thresholds }) };
}
