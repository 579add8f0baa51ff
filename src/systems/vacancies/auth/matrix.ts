import { Counter, Gauge } from 'k6/metrics';
import {
  CREDENTIALS,
  type Credential,
  PROBE_OUTCOMES,
  PROBE_STATUS_METRIC,
  PROBE_STATUSES,
  PROBES_METRIC,
  type Probe,
  type ProbeOutcome,
  type ProbeStatus,
} from '../../../load/probe-matrix';

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

const attempts = new Counter(PROBES_METRIC);
const statuses = new Gauge(PROBE_STATUS_METRIC);

/** Records what came of a probe. */
export function recordProbe({ call, credential }: Probe, outcome: ProbeOutcome, status: ProbeStatus): void {
  const tags = { call, credential, outcome };
  attempts.add(1, tags);
  statuses.add(PROBE_STATUSES.indexOf(status), tags);
}

/** Gives each cell a sample of 0, so that one that is never tried can be told from one that there is not. */
export function zeroProbes(): void {
  for (const { call, credential } of matrix) {
    for (const outcome of PROBE_OUTCOMES) attempts.add(0, { call, credential, outcome });
  }
}
