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

/** Records what came of a probe. */
export function recordProbe({ call, credential }: Probe, outcome: ProbeOutcome, status: ProbeStatus): void {
  const tags = { call, credential, outcome };
  attempts.add(1, tags);
  statuses.add(PROBE_STATUSES.indexOf(status), tags);
}

/** Gives each cell a sample of 0, so that one that is never tried can be told from one that there is not. */
export function zeroProbes(matrix: readonly Probe[]): void {
  for (const { call, credential } of matrix) {
    for (const outcome of PROBE_OUTCOMES) attempts.add(0, { call, credential, outcome });
  }
}

/** Makes the variable of a token known that has run out. It is a secret: as long as the service is not closed, it opens it. */
export function readExpiredToken(env: Env): void {
  env.secret('EXPIRED_TOKEN');
}

/** The `authorization` of the token in EXPIRED_TOKEN; none, and why is logged, when it is not set or has not run out yet. */
export function givenExpired(): { really_expired?: string } {
  const given = __ENV.EXPIRED_TOKEN;
  if (given && !saysValid(given, Date.now() / 1_000)) return { really_expired: `Bearer ${given}` };
  if (given) log.warn('really_expired was not tried: the token in EXPIRED_TOKEN has not run out yet');
  else
    log.info(
      'really_expired was not tried: set EXPIRED_TOKEN to an access token of the service that has run out',
    );
  return {};
}
