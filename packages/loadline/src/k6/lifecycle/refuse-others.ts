import { test } from 'k6/execution';
import { allowProblems, isAllowedTarget } from '../../core/network/allowed-target';
import { ConfigurationError, type Problem } from '../../core/text/problem';
import type { Env } from '../user/env';

/**
 * Finds addresses of a run that may not be put under load. Problems with the list of allowed addresses are added to
 * `env.problems`.
 */
export function othersThanAllowed(env: Env): Problem[] {
  const allow = env.list('ALLOW_TARGET').filter(Boolean);
  env.problems.push(...allowProblems('ALLOW_TARGET', allow));
  const others = [...new Set(env.targets)].filter((target) => !isAllowedTarget(target, allow));
  const problems = others.map(
    (target): Problem => ({
      code: 'target-not-allowed',
      where: isProxy(env, target) ? '--proxy' : 'ALLOW_TARGET',
      message: `${target} may not be put under load, only this machine may by default: if it is yours to load, write ALLOW_TARGET=${target.replace(/^https?:\/\//, '').replace(/\/.*$/, '')}`,
    }),
  );
  return [...env.refused, ...problems];
}

function isProxy({ settings }: Env, target: string): boolean {
  return settings.some(({ value, source }) => value === target && source === '--proxy');
}

/**
 * Stops the run before it contacts an address that is not allowed. k6 ends with 108, as for every run that is aborted on
 * purpose.
 * @param others all problems
 * @throws {ConfigurationError} outside k6, where no test can be aborted
 */
export function refuse(others: readonly Problem[]): never {
  const refused = new ConfigurationError(others);
  test.abort(refused.message);
  throw refused;
}
