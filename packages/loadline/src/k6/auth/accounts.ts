import type { Env } from '../user/env';
import { accountVariable, type EMAIL_AND_PASSWORD } from './account-fields';

/**
 * An account of the system under test: `number`, from 1, and the fields that the suite's sign-in names. `Account<'username'
 * | 'password'>` has `username` and `password`; without fields it has `email` and `password`.
 */
export type Account<Field extends string = (typeof EMAIL_AND_PASSWORD)[number]> = {
  /** From 1, as in `USER_1_EMAIL`. */
  readonly number: number;
} & Readonly<Record<Field, string>>;

/** An account with unknown fields, for code that does not use them. */
export type AnyAccount = Account<never>;

const NOT_COUNTED =
  'is not set, and a secret source cannot list its names: write how many accounts K6_SECRET_SOURCE holds, such as USER_ACCOUNTS=2';

/**
 * Reads the accounts `USER_1_<FIELD>` … `USER_n_<FIELD>`, any number without gaps. Missing fields become problems of the
 * environment, which never contain values.
 *
 * With `USER_ACCOUNTS=n` there are n accounts, and fields that the environment lacks come from k6's secret source. It can be
 * asked only after the start of the run, by `findAccounts`; until then these fields are empty.
 * @param fields fields that the sign-in needs
 */
export function readAccounts<Field extends string>(env: Env, fields: readonly Field[]): Account<Field>[] {
  const told = env.integer('USER_ACCOUNTS', undefined);
  const hasSource = env.setNames.includes('K6_SECRET_SOURCE');
  // All numbers that occur, to distinguish a gap from the end.
  const numbers = env.setNames.flatMap((name) => {
    const number = Number(/^USER_(\d+)_/.exec(name)?.[1]);
    return fields.some((field) => name === accountVariable(number, field)) ? [number] : [];
  });
  const accounts: Account<Field>[] = [];
  const count = told ?? Math.max(1, ...numbers);
  let isCountMissing = told === undefined && hasSource;
  for (let number = 1; number <= count; number++) {
    const values = fields.map((field) => [field, env.secret(accountVariable(number, field))] as const);
    const missing = told === undefined ? values.filter(([, value]) => value === undefined) : [];
    const why =
      count > number
        ? `account ${count} is set, and the numbers must not have gaps`
        : 'the run signs in with it (bin/loadline also reads .env of the current folder)';
    if (missing.length > 0 && isCountMissing) {
      env.wrong('USER_ACCOUNTS', NOT_COUNTED, 'variable-missing');
      isCountMissing = false;
    }
    for (const [field] of missing)
      env.wrong(accountVariable(number, field), `is not set: ${why}`, 'variable-missing');
    const filled = values.map(([field, value]) => [field, value ?? '']);
    if (missing.length === 0) accounts.push({ ...Object.fromEntries(filled), number } as Account<Field>);
  }
  return accounts;
}
