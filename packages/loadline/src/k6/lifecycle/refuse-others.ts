import { test } from 'k6/execution';
import { allowProblems, isAllowedTarget } from '../../core/network/allowed-target';
import { ConfigurationError } from '../../core/text/problem';
import type { Env } from '../user/env';

/**
 * Contacts nobody who has not agreed to it. k6 ends with 108, as for every run that is stopped on purpose.
 * @throws {ConfigurationError} where no k6 is there to stop
 */
export function refuseOthers(env: Env): void {
  const allow = env.list('ALLOW_TARGET').filter(Boolean);
  const misread = allowProblems('ALLOW_TARGET', allow);
  env.problems.push(...misread);
  const others = env.targets.filter((target) => !isAllowedTarget(target, allow));
  const problems = others.map((target) => ({
    where: 'ALLOW_TARGET',
    message: `${target} may not be put under load, only this machine may by itself: if it is yours to load, write ALLOW_TARGET=${target.replace(/^https?:\/\//, '').replace(/\/.*$/, '')}`,
  }));
  if (problems.length + env.refused.length === 0) return;
  const refused = new ConfigurationError([...env.refused, ...problems, ...misread]);
  test.abort(refused.message);
  throw refused;
}
