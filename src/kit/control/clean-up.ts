import { sleep } from 'k6';
import type { RunData } from '../session';

const ROUNDS = 5;
const LONGEST_RETRY_MS = 5_000;
/** Time for the server to be done with calls that were cut off: it may still carry out what nobody waits for. */
const SETTLE_S = 1;

/**
 * Removes what a run made, and looks again until nothing is found: a removal that failed gets another try, and when the
 * load was cut short, so do records that its last calls make after their user is gone.
 * @param find the records that are there now
 * @param remove one of them; a failure shows when it is found again
 * @returns how many are left
 */
export async function removeAll<T>(
  data: RunData,
  find: () => Promise<readonly T[]>,
  remove: (record: T) => unknown,
): Promise<number> {
  let isSettled = Date.now() >= data.startedAtMs + data.loadMs;
  let found = await find();
  for (let round = 0; round < ROUNDS; round++) {
    if (found.length === 0) {
      if (isSettled) return 0;
      sleep(SETTLE_S);
      isSettled = true;
    }
    for (const record of found) remove(record);
    found = await find();
  }
  return found.length;
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
  for (let attempt = 0; attempt < ROUNDS && Date.now() < giveUpMs; attempt++) {
    const answer = await list();
    if (answer !== undefined) return answer;
  }
  throw new Error(`could not list ${what}: records of this run may be left (see the warnings above)`);
}
