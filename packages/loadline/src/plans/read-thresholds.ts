import { existsSync, readFileSync } from 'node:fs';
import { ConfigurationError } from '../core/text/problem';
import type { ThresholdsFile } from '../core/thresholds/threshold';

/**
 * Reads `thresholds/<suite>.json` as it is now. What is in it is checked where the spec of a run is made.
 * @param folder path of `thresholds`
 * @returns undefined when there is no such file: the suite takes its thresholds from elsewhere
 * @throws {ConfigurationError} when it is no JSON
 */
export function readThresholds(folder: string, suite: string): ThresholdsFile | undefined {
  const file = `${folder}/${suite}.json`;
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ThresholdsFile;
  } catch (error) {
    const message = `is no JSON (${(error as Error).message}): mend it`;
    throw new ConfigurationError([{ where: `thresholds/${suite}.json`, message }]);
  }
}
