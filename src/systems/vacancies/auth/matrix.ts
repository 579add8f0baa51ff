import { CREDENTIALS, type Credential, type Probe } from 'loadline';

/** Calls that must be refused to a caller without a valid token of their own. */
export const PROBED_CALLS = [
  'CreateVacancy',
  'GetVacancy',
  'GetVacancies',
  'UpdateVacancy',
  'DeleteVacancy',
] as const;

export type ProbedCall = (typeof PROBED_CALLS)[number];

/** Calls that only the owner of a record may make. Any account may read, and create its own records. */
const OWNERS_CALLS: readonly ProbedCall[] = ['UpdateVacancy', 'DeleteVacancy'];

/** Every probe of the suite. */
export const matrix: readonly (Probe & { call: ProbedCall; credential: Credential })[] = (
  Object.keys(CREDENTIALS) as Credential[]
).flatMap((credential) =>
  (credential === 'other_account' ? OWNERS_CALLS : PROBED_CALLS).map((call) => ({ call, credential })),
);
