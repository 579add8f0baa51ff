/** An account that exists before the first call. */
export interface AccountSeed {
  email: string;
  password: string;
  name: string;
  verified: boolean;
}

/** Three verified accounts, as many as the load test signs in with. Public on purpose: they open nothing but the demo. */
export const DEMO_ACCOUNTS: readonly AccountSeed[] = [1, 2, 3].map((n) => ({
  email: `user${n}@example.com`,
  password: `password-${n}`,
  name: `User ${n}`,
  verified: true,
}));
