import { randomBytes } from 'node:crypto';
import type { SignUpUserInput } from '../../gen/vacancies/rpc_signup_user';
import type { User } from '../../gen/vacancies/user';
import { RpcError } from '../grpc/rpc-error';
import type { AccountSeed } from './demo-accounts';
import { objectId } from './object-id';
import { hashPassword, type PasswordHash, passwordMatches } from './password-hash';

interface Account {
  user: User;
  readonly hash: PasswordHash;
  /** Code that verifies the account. Undefined once it is verified. */
  verificationCode: string | undefined;
}

/** The accounts that may sign in. E-mail addresses are stored and compared in lower case. */
export class Accounts {
  readonly #byEmail = new Map<string, Account>();
  readonly #byId = new Map<string, Account>();
  readonly #byCode = new Map<string, Account>();

  /** @throws {RpcError} ALREADY_EXISTS when two of the accounts have the same e-mail */
  static async create(seeds: readonly AccountSeed[]): Promise<Accounts> {
    const accounts = new Accounts();
    const hashes = await Promise.all(seeds.map(({ password }) => hashPassword(password)));
    seeds.forEach((seed, index) => {
      const hash = hashes[index];
      if (hash) accounts.#add(seed.name, seed.email, hash, seed.verified);
    });
    return accounts;
  }

  /**
   * Adds an account that is not verified yet.
   * @returns the code that verifies it
   * @throws {RpcError} INVALID_ARGUMENT when the passwords differ, ALREADY_EXISTS when the e-mail is used
   */
  async signUp(input: SignUpUserInput): Promise<string> {
    if (input.password !== input.passwordConfirm) {
      throw new RpcError('INVALID_ARGUMENT', 'passwords do not match');
    }
    const hash = await hashPassword(input.password);
    return this.#add(input.name, input.email, hash, false).verificationCode ?? '';
  }

  /**
   * Checks e-mail and password.
   * @returns the id of the account
   * @throws {RpcError} INVALID_ARGUMENT for an unknown e-mail or a wrong password, PERMISSION_DENIED when not verified
   */
  async signIn(email: string, password: string): Promise<string> {
    const account = this.#byEmail.get(email.toLowerCase());
    if (account === undefined) throw new RpcError('INVALID_ARGUMENT', 'invalid email or password');
    if (account.verificationCode !== undefined) {
      throw new RpcError('PERMISSION_DENIED', 'you are not verified, please verify your email to log in');
    }
    if (!(await passwordMatches(password, account.hash))) {
      throw new RpcError('INVALID_ARGUMENT', 'invalid email or password');
    }
    return account.user.id;
  }

  /** @throws {RpcError} PERMISSION_DENIED for a code that is wrong or was used before */
  verify(code: string): void {
    const account = this.#byCode.get(code);
    if (account === undefined) throw new RpcError('PERMISSION_DENIED', 'could not verify email address');
    this.#byCode.delete(code);
    account.verificationCode = undefined;
    account.user = { ...account.user, updatedAt: new Date() };
  }

  /** @throws {RpcError} UNIMPLEMENTED for an unknown id, as the original does */
  get(id: string): User {
    const account = this.#byId.get(id);
    if (account === undefined) throw new RpcError('UNIMPLEMENTED', 'no user with that Id exists');
    return account.user;
  }

  /** Verification codes by e-mail, of the accounts that are not verified. */
  verificationCodes(): Record<string, string> {
    return Object.fromEntries([...this.#byCode].map(([code, { user }]) => [user.email, code]));
  }

  #add(name: string, mixedCaseEmail: string, hash: PasswordHash, verified: boolean): Account {
    const email = mixedCaseEmail.toLowerCase();
    if (this.#byEmail.has(email)) throw new RpcError('ALREADY_EXISTS', 'user with that email already exists');
    const now = new Date();
    const user = { id: objectId(), name, email, role: 'user', createdAt: now, updatedAt: now };
    const verificationCode = verified ? undefined : randomBytes(10).toString('hex');
    const account: Account = { user, hash, verificationCode };
    this.#byEmail.set(email, account);
    this.#byId.set(user.id, account);
    if (verificationCode !== undefined) this.#byCode.set(verificationCode, account);
    return account;
  }
}
