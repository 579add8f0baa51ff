import { randomBytes } from 'node:crypto';

/** A registered user. */
export interface Account {
  readonly username: string;
  readonly password: string;
  readonly name: string;
  readonly encryptedConfigToken: string;
  readonly verificationToken: string;
  /** Seconds since 1970. */
  readonly createdAtS: number;
}

/** The registered users. The administrator is not one of them. */
export class Accounts {
  readonly #accounts = new Map<string, Account>();

  get size(): number {
    return this.#accounts.size;
  }

  usernames(): string[] {
    return [...this.#accounts.keys()];
  }

  find(username: string): Account | undefined {
    return this.#accounts.get(username);
  }

  /** @returns undefined when the name is taken */
  register(
    values: Pick<Account, 'username' | 'password' | 'name' | 'encryptedConfigToken'>,
  ): Account | undefined {
    if (this.#accounts.has(values.username)) return undefined;
    const account = {
      ...values,
      verificationToken: randomBytes(16).toString('hex'),
      createdAtS: Math.floor(Date.now() / 1000),
    };
    this.#accounts.set(values.username, account);
    return account;
  }

  /** @returns false when there is no such account */
  delete(username: string): boolean {
    return this.#accounts.delete(username);
  }
}
