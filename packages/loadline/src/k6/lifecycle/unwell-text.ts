import type { Cause } from '../../core/names';

/** Causes that mean that no system was reached, each with advice. */
const NOBODY: Readonly<Partial<Record<Cause, string>>> = {
  connection_refused: 'start the service, or correct its address',
  connection_failed: 'start the service, or correct its address',
  connection_reset: 'look at the service, or correct its address',
  timeout: 'look whether the service is reached from here, or correct its address',
  dns: 'correct the name of its address',
  tls: 'correct http:// or https:// in its address',
};

/**
 * Explains why a system that failed its health check gets no load.
 * @param cause cause of the failed call; undefined: the system answered that it is not healthy
 */
export function unwellText(target: string, cause: Cause | undefined): string {
  const what = cause === undefined ? undefined : NOBODY[cause];
  if (what !== undefined)
    return `nothing answers at ${target} as it should (${cause}), so no load was put on it: ${what}`;
  const why = cause === undefined ? '' : ` (${cause})`;
  const advice = cause === 'status_404' ? ': is the address right? ' : '. ';
  return `${target} is not well${why}, so no load was put on it${advice}--skip-health, or -e SKIP_HEALTH=1 with k6 alone, runs all the same`;
}
