import { sleep } from 'k6';
import type { RunData } from '../auth/session';
import { log } from '../measure/log';
import type { Sweep } from './sweep';

/** Rounds in which nothing becomes less, before what is left is given up. */
const IDLE_ROUNDS = 5;
const MOST_ATTEMPTS = 5;
const LONGEST_RETRY_MS = 5_000;
/** Time for the server to be done with calls that were cut off: it may still carry out what nobody waits for. */
const SETTLE_S = 1;

/**
 * Removes what a run made, and looks again until nothing is found: a removal that failed gets another try, and when the
 * load was cut short, so do records that its last calls make after their user is gone.
 * @param find the records that are there now
 * @param remove one of them; a failure shows when it is found again
 * @param describe a record in words, for who sweeps
 * @returns how many are left
 */
export async function removeAll<T>(
  data: RunData,
  find: () => Promise<readonly T[]>,
  remove: (record: T) => unknown,
  describe: (record: T) => string = String,
): Promise<number> {
  const found = await find();
  if (data.sweep) return sweepAll(data.sweep, found, find, remove, describe);
  return removeUntilGone(found, find, remove, Date.now() >= data.startedAtMs + data.loadMs);
}

/** The same for runs that are over: tells what it finds, and touches nothing in a dry run. */
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
 * Removes what was found and looks again, as long as it becomes less.
 * @param isSettled whether nothing can come up any more; where it can, one more look is taken a while after nothing was found
 * @returns how many are left
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
    for (const record of left) remove(record);
    left = await find();
    idle = left.length < before ? 0 : idle + 1;
  }
  return left.length;
}

/**
 * Reads a list for the clean-up. Failures get another try, silence does not: whoever pressed Ctrl-C waits for this.
 * @param list gives undefined when it failed
 * @throws {Error} when it goes on to fail
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
