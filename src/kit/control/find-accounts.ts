import { ConfigurationError } from '../../load/problem';
import type { Account } from '../accounts';
import { lookUpAccounts } from '../secrets';
import { accountOf } from '../session';

/**
 * Completes accounts from k6's secret source, if they come from there.
 * @throws {ConfigurationError} listing what is neither there nor in the environment
 */
export async function findAccounts(accounts: readonly Account[]): Promise<readonly Account[]> {
  const missing = await lookUpAccounts(accounts.map(({ number }) => number));
  if (!missing) return accounts;
  const problems = Object.entries(missing).map(([where, why]) => ({
    where,
    message: `is not set, and k6's secret source does not have it: ${why}`,
  }));
  if (problems.length > 0) throw new ConfigurationError(problems);
  return accounts.map((_, index) => accountOf(index, accounts.length));
}
