import { checkPlans, readPlans } from '../plans/read-plans';
import { readThresholds } from '../plans/read-thresholds';
import { home } from '../run/home';
import type { EditedFiles } from '../run/inspect-bundle';

/** Profiles and thresholds of a suite as they are now; a profile that is wrong is left out: `check` and `plan` name it. */
export function currentFiles(suite: string): EditedFiles {
  const thresholds = readThresholds(home('thresholds'), suite);
  return { profiles: checkPlans(readPlans(home('plans'))).profiles, ...(thresholds && { thresholds }) };
}
