import { carriesMark, type PhaseCaller, type RunData, removeAll, setting } from 'loadline';
import { usernameOf } from '../users';
import { findUser, removeUser } from './accounts';
import { Patience } from './patience';
import { ownUsers } from './set-up';

/** Deletes the users of the run; in a sweep, those of the swept runs. @returns the number of users left */
export function removeUsers(caller: PhaseCaller, data: RunData): Promise<number> {
  const patience = new Patience();
  const due: number[] = [];
  let left: number[] | undefined;
  return removeAll(
    data,
    async () => {
      left ??= data.sweep ? await usersOfRuns(caller, patience, data) : ownUsers();
      const gone: number[] = [];
      await patience.each(due.splice(0), async (n) => {
        if (await removeUser(caller, patience, n)) gone.push(n);
      });
      left = left.filter((n) => !gone.includes(n));
      return left;
    },
    (n) => due.push(n),
    usernameOf,
  );
}

/** Numbers of the users of these runs. A user's name names the run; its account says when it was created. */
async function usersOfRuns(caller: PhaseCaller, patience: Patience, data: RunData): Promise<number[]> {
  const found: number[] = [];
  const all = Array.from({ length: Number(setting('USERS')) }, (_, n) => n);
  await patience.each(all, async (n) => {
    const user = await findUser(caller, patience, n);
    if (user && carriesMark(user.name, data, user.createdAtMs)) found.push(n);
  });
  return found.sort((a, b) => a - b);
}
