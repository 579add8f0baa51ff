import { lineWithoutSecrets } from '../auth/secrets';
import { PhaseCaller } from '../measure/calls';
import { log } from '../measure/log';
import { setting } from '../user/settings';
import type { HealthCheck } from '../user/suite-definition';
import { versionByName } from './system-tag';
import { unwellText } from './unwell-text';

/**
 * Checks the health of the tested system. With `--skip-health`, or the variable `SKIP_HEALTH=1`, the run goes on whatever
 * the result.
 * @param target address of the system, for people
 * @returns the system's version by its name; undefined when there is no health check, or when it failed and was skipped
 * @throws {Error} when the system is not healthy
 */
export function checkHealth(
  health: HealthCheck | 'none' | undefined,
  target: string,
): Record<string, string> | undefined {
  if (typeof health !== 'function') return undefined;
  const caller = new PhaseCaller('setup', undefined);
  const system = health(caller);
  if (system) {
    const [[told = '', which = ''] = []] = Object.entries(versionByName(system));
    const [name, version] = [shown(told), shown(which)];
    log.info(`${target} is well: ${name}, version ${version}`);
    return { [name]: version };
  }
  if (isHealthSkipped()) return undefined;
  throw new Error(unwellText(target, caller.failedBy));
}

/** Whether the run goes on although the system is not healthy. */
function isHealthSkipped(): boolean {
  return setting('SKIP_HEALTH') === '1';
}

/** Longest name or version that is kept. */
const LONGEST = 100;

/** Makes a name or version safe to show, because every report shows it. */
function shown(text: string): string {
  return lineWithoutSecrets(text).slice(0, LONGEST);
}
