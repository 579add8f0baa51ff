import { sleep } from 'k6';
import type { RunData } from '../auth/session';
import { log } from '../measure/log';
import type { Sweep } from './sweep';

/** Number of rounds without progress after which clean-up gives up. */
const IDLE_ROUNDS = 5;
const MOST_ATTEMPTS = 5;
const LONGEST_RETRY_MS = 5_000;
/** Time in s for the server to finish calls that were cut off: it may still carry them out. */
const SETTLE_S = 1;

/**
 * Removes the records of a run, and searches again until it finds none. So a failed removal is tried again. When the load
 * was cut short or had a fault, so are records that its last calls make after their virtual user is gone.
 * @param find finds the records that exist now
 * @param remove removes one record; a failure shows when the record is found again
 * @param describe describes a record for a person who sweeps
 * @returns number of records that are left
 */
export async function removeAll<T>(
  data: RunData,
  find: () => Promise<readonly T[]>,
  remove: (record: T) => unknown,
  describe: (record: T) => string = String,
): Promise<number> {
  const found = await find();
  if (data.sweep) return sweepAll(data.sweep, found, find, remove, describe);
  const isSettled = !data.hasFault && Date.now() >= data.startedAtMs + data.loadMs;
  return removeUntilGone(found, find, remove, isSettled);
}

/** Does the same for runs that are over. It logs what it finds, and removes nothing in a dry run. */
async function sweepAll<T>(
  { dryRun }: Sweep,
  found: readonly T[],
  find: () => Promise<readonly T[]>,
  remove: (record: T) => unknown,
  describe: (record: T) => string,
): Promise<number> {
  log.info(`${found.length} records ${dryRun ? 'would be' : 'are to be'} removed`);
  for (const record of found) log.info(`${dryRun ? 'would remove' : 'removing'} ${describe(record)}`);
  if (dryRun) return 0;
  const left = await removeUntilGone(found, find, remove, true);
  log.info(`${found.length - left} records removed, ${left} left`);
  return left;
}

/**
 * Removes records and searches again, as long as their number falls.
 * @param isSettled whether no record can appear any more; otherwise it searches once more, a while after it found nothing
 * @returns number of records that are left
 */
async function removeUntilGone<T>(
  found: readonly T[],
  find: () => Promise<readonly T[]>,
  remove: (record: T) => unknown,
  isSettled: boolean,
): Promise<number> {
  let left = found;
  let mayAppear = !isSettled;
  for (let idle = 0; idle < IDLE_ROUNDS; ) {
    if (left.length === 0) {
      if (!mayAppear) return 0;
      sleep(SETTLE_S);
      mayAppear = false;
    }
    const before = left.length;
    for (const record of left) await remove(record);
    left = await find();
    idle = left.length < before ? 0 : idle + 1;
  }
  return left.length;
}

/**
 * Reads a list for the clean-up. It retries failures, but only for 5 s, because a user who pressed Ctrl-C waits for it.
 * @param list returns undefined when it failed
 * @throws {Error} when it fails each time
 */
export async function retried<T>(
  what: string,
  list: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const giveUpMs = Date.now() + LONGEST_RETRY_MS;
  for (let attempt = 0; attempt < MOST_ATTEMPTS && Date.now() < giveUpMs; attempt++) {
    const answer = await list();
    if (answer !== undefined) return answer;
  }
  throw new Error(`could not list ${what}: records of this run may be left (see the warnings above)`);
}
