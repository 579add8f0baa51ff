import { Counter, Gauge } from 'k6/metrics';
import {
  PROBE_OUTCOMES,
  PROBE_STATUS_METRIC,
  PROBE_STATUSES,
  PROBES_METRIC,
  type Probe,
  type ProbeOutcome,
  type ProbeStatus,
} from '../../core/verdict/probe-matrix';
import { log } from '../measure/log';
import type { Env } from '../user/env';
import { saysValid } from './forged-tokens';

const attempts = new Counter(PROBES_METRIC);
const statuses = new Gauge(PROBE_STATUS_METRIC);

/** The metrics of probes. k6 refuses thresholds on a metric that nothing in the script makes. */
export const PROBE_METRICS = [attempts, statuses];

/** Records the outcome of a probe. */
export function recordProbe({ call, credential }: Probe, outcome: ProbeOutcome, status: ProbeStatus): void {
  const tags = { call, credential, outcome };
  attempts.add(1, tags);
  statuses.add(PROBE_STATUSES.indexOf(status), tags);
}

/** Gives each cell of a matrix a sample of 0. A suite that declares the matrix in its `probes` does not need it. */
export function zeroProbes(matrix: readonly Probe[]): void {
  for (const { call, credential } of matrix) {
    for (const outcome of PROBE_OUTCOMES) attempts.add(0, { call, credential, outcome });
  }
}

/**
 * Declares the variable with an expired token. It counts as secret, because a service that does not check expiry would
 * accept it.
 */
export function readExpiredToken(env: Env): void {
  env.secret('EXPIRED_TOKEN');
}

/**
 * Returns the `authorization` of the token in EXPIRED_TOKEN. When it is not set or has not expired yet, it logs that and
 * returns nothing.
 */
export function givenExpired(): { really_expired?: string } {
  const given = __ENV.EXPIRED_TOKEN;
  if (given && !saysValid(given, Date.now() / 1_000)) return { really_expired: `Bearer ${given}` };
  if (given) log.warn('really_expired was not tried: the token in EXPIRED_TOKEN has not expired yet');
  else
    log.info(
      'really_expired was not tried: set EXPIRED_TOKEN to an access token of the service that has expired',
    );
  return {};
}
