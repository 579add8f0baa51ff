import { lineWithoutSecrets } from '../auth/secrets';
import { PhaseCaller } from '../measure/calls';
import { log } from '../measure/log';
import { setting } from '../user/settings';
import type { HealthCheck } from '../user/suite-definition';
import { versionByName } from './system-tag';
import { unwellText } from './unwell-text';

/**
 * Asks the tested system how it is. `--skip-health`, in variables `SKIP_HEALTH=1`, goes on whatever it says.
 * @param target its address, for people
 * @returns the system's version by its name; undefined when it was not told
 * @throws {Error} when the system is not well
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

/** Whether the load is wanted whatever the system says. */
function isHealthSkipped(): boolean {
  return setting('SKIP_HEALTH') === '1';
}

/** Longest name or version that is kept. */
const LONGEST = 100;

/** What the system calls itself stands in every report. */
function shown(text: string): string {
  return lineWithoutSecrets(text).slice(0, LONGEST);
}
