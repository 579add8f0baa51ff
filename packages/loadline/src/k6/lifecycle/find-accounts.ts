import { ConfigurationError, type Problem } from '../../core/text/problem';
import type { AnyAccount } from '../auth/accounts';
import { lookUpAccounts } from '../auth/secrets';
import { accountOf } from '../auth/session';

/**
 * Completes accounts from k6's secret source, if they come from there.
 * @param fields fields of an account that the sign-in needs
 * @throws {ConfigurationError} listing fields that neither the secret source nor the environment contains
 */
export async function findAccounts(
  accounts: readonly AnyAccount[],
  fields: readonly string[] = [],
): Promise<readonly AnyAccount[]> {
  const missing = await lookUpAccounts(accounts, fields);
  if (!missing) return accounts;
  const problems = Object.entries(missing).map(
    ([where, why]): Problem => ({
      code: 'secret-source',
      where,
      message: `is not set, and k6's secret source does not have it: ${why}`,
    }),
  );
  if (problems.length > 0) throw new ConfigurationError(problems);
  return accounts.map((_, index) => accountOf(index, accounts.length, fields));
}
