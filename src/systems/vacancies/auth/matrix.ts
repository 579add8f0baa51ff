import { CREDENTIALS, type Credential, type Probe } from 'loadline';

/** Calls that must be closed to whoever has no valid token of his own. */
export const PROBED_CALLS = [
  'CreateVacancy',
  'GetVacancy',
  'GetVacancies',
  'UpdateVacancy',
  'DeleteVacancy',
] as const;

export type ProbedCall = (typeof PROBED_CALLS)[number];

/** Any account may read, and make records of its own; those of others it may not touch. */
const OWNERS_CALLS: readonly ProbedCall[] = ['UpdateVacancy', 'DeleteVacancy'];

/** Every probe of the suite. */
export const matrix: readonly (Probe & { call: ProbedCall; credential: Credential })[] = (
  Object.keys(CREDENTIALS) as Credential[]
).flatMap((credential) =>
  (credential === 'other_account' ? OWNERS_CALLS : PROBED_CALLS).map((call) => ({ call, credential })),
);
