import { b64encode } from 'k6/encoding';
import type { AnyAccount } from './accounts';
import type { SignedIn } from './session';
import { defineSignIn, type SignIn } from './sign-in';

/**
 * Makes a sign-in that needs no call: each call of the load carries user name and password in a Basic header (RFC 7617).
 * @param user field of the account that is the user name, e.g. `username`: `USER_1_USERNAME`; default: `email`
 */
export function basicSignIn(user = 'email'): SignIn {
  const basic = (account: AnyAccount): SignedIn => {
    const { password, [user]: name } = account as AnyAccount & Record<string, string | number>;
    return { token: `Basic ${b64encode(`${name}:${password}`)}` };
  };
  return defineSignIn({
    fields: [user, 'password'],
    header: 'authorization',
    concurrently: (_caller, account) => Promise.resolve(basic(account)),
    // Another attempt would send the same password and be refused again.
    again: () => undefined,
  });
}
