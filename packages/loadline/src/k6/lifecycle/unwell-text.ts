import type { Cause } from '../../core/names';

/** Causes by which no system was reached, each with what to look at. */
const NOBODY: Readonly<Partial<Record<Cause, string>>> = {
  connection_refused: 'start the service, or correct its address',
  connection_failed: 'start the service, or correct its address',
  connection_reset: 'look at the service, or correct its address',
  timeout: 'look whether the service is reached from here, or correct its address',
  dns: 'correct the name of its address',
  tls: 'correct http:// or https:// in its address',
};

/**
 * Why no load is put on a system that was asked how it is.
 * @param cause of the call that failed; undefined: it answered that it is not well
 */
export function unwellText(target: string, cause: Cause | undefined): string {
  const what = cause === undefined ? undefined : NOBODY[cause];
  if (what !== undefined)
    return `nothing answers at ${target} as it should (${cause}), so no load was put on it: ${what}`;
  const why = cause === undefined ? '' : ` (${cause})`;
  const advice = cause === 'status_404' ? ': is the address right? ' : '. ';
  return `${target} is not well${why}, so no load was put on it${advice}--skip-health, of k6 alone -e SKIP_HEALTH=1, runs all the same`;
}
