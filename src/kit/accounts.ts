import type { Env } from './env';

/** Somebody who can sign in to the system under test. */
export interface Account {
  /** From 1, as in `USER_1_EMAIL`. */
  readonly number: number;
  readonly email: string;
  readonly password: string;
}

/**
 * The accounts `USER_1_EMAIL`/`USER_1_PASSWORD` … `USER_n_…`, any number without gaps. What is missing becomes a problem of
 * the environment; passwords are never part of one.
 *
 * With `USER_ACCOUNTS=n` there are n, and what the environment lacks is k6's secret source to know. That can be asked only
 * when the run has started, by `findAccounts`; until then it is empty.
 */
export function readAccounts(env: Env): Account[] {
  const told = env.integer('USER_ACCOUNTS', undefined);
  // To tell a gap from the end.
  const numbers = env.setNames.flatMap((name) => {
    const match = /^USER_(\d+)_(?:EMAIL|PASSWORD)$/.exec(name);
    return match ? [Number(match[1])] : [];
  });
  const accounts: Account[] = [];
  const count = told ?? Math.max(1, ...numbers);
  for (let number = 1; number <= count; number++) {
    const email = env.secret(`USER_${number}_EMAIL`);
    const password = env.secret(`USER_${number}_PASSWORD`);
    if (told !== undefined) {
      accounts.push({ number, email: email ?? '', password: password ?? '' });
      continue;
    }
    const why =
      count > number
        ? `account ${count} is there, and numbers have no gaps`
        : 'the run signs in with it (bin/loadline reads .env of the current folder, too)';
    if (email === undefined) env.wrong(`USER_${number}_EMAIL`, `is not set: ${why}`);
    if (password === undefined) env.wrong(`USER_${number}_PASSWORD`, `is not set: ${why}`);
    if (email !== undefined && password !== undefined) accounts.push({ number, email, password });
  }
  return accounts;
}
