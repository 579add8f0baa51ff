/** An account that exists before the first call. */
export interface AccountSeed {
  email: string;
  password: string;
  name: string;
  verified: boolean;
}

/**
 * Three verified accounts: the number that the load test signs in with. They are public on purpose: they give access to the
 * demo only.
 */
export const DEMO_ACCOUNTS: readonly AccountSeed[] = [1, 2, 3].map((n) => ({
  email: `user${n}@example.com`,
  password: `password-${n}`,
  name: `User ${n}`,
  verified: true,
}));
