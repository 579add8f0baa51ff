import type { Vacancy } from '../../gen/json/vacancies/vacancy';
import type { PhaseCaller } from '../../kit/calls';
import { deleteVacancy, listVacancies } from './api';
import { carriesMark } from './draft';

const PAGE_SIZE = 100;
const ROUNDS = 5;
const LONGEST_RETRY_MS = 5_000;
const DAY_MS = 86_400_000;

/**
 * Deletes every vacancy whose title carries the mark, and looks again until none is found: a call that was cut off may
 * still have made one, and a failed deletion gets another try.
 * @returns how many are left
 */
export async function removeVacancies(
  caller: PhaseCaller,
  mark: string,
  startedAtMs: number,
): Promise<number> {
  let found = await findVacancies(caller, mark, startedAtMs);
  for (let round = 0; round < ROUNDS && found.length > 0; round++) {
    for (const id of found) deleteVacancy(caller, id);
    found = await findVacancies(caller, mark, startedAtMs);
  }
  return found.length;
}

/**
 * Pages through everything for the mark. The list is ordered newest first; as long as it really comes so, pages that are
 * all older than a day before the run need not be read (a day, as the server's clock may be off).
 */
async function findVacancies(caller: PhaseCaller, mark: string, startedAtMs: number): Promise<string[]> {
  const found: string[] = [];
  const order = new NewestFirst(startedAtMs - DAY_MS);
  for (let page = 1; ; page++) {
    const request = { page: String(page), limit: String(PAGE_SIZE) };
    const messages = await retried(() =>
      listVacancies(caller, request, (vacancy) => {
        if (carriesMark(vacancy.Title, mark) && !found.includes(vacancy.Id)) found.push(vacancy.Id);
        order.saw(vacancy);
      }),
    );
    if (messages === 0 || order.isPast) return found;
  }
}

/** Watches whether a list comes newest first, and whether it is past an instant. */
class NewestFirst {
  private lastMs = Number.POSITIVE_INFINITY;
  private isOrdered = true;

  constructor(private readonly horizonMs: number) {}

  get isPast(): boolean {
    return this.isOrdered && this.lastMs < this.horizonMs;
  }

  saw({ createdAt }: Vacancy): void {
    const atMs = Date.parse(createdAt ?? '');
    if (!(atMs <= this.lastMs)) this.isOrdered = false;
    this.lastMs = atMs;
  }
}

/** Failures get another try, silence does not: whoever pressed Ctrl-C waits for this. */
async function retried(list: () => Promise<number | undefined>): Promise<number> {
  const giveUpMs = Date.now() + LONGEST_RETRY_MS;
  for (let attempt = 0; attempt < ROUNDS && Date.now() < giveUpMs; attempt++) {
    const messages = await list();
    if (messages !== undefined) return messages;
  }
  throw new Error(
    'clean-up could not list the vacancies: records of this run may be left (see the warnings above)',
  );
}
