import type { Vacancy } from '../../../gen/json/vacancies/vacancy';
import type { PhaseCaller } from '../../../kit/calls';
import { removeAll, retried } from '../../../kit/control/clean-up';
import type { RunData } from '../../../kit/session';
import { markOf } from '../../../kit/virtual-user';
import { deleteVacancy, listVacancies } from '../api';
import { carriesMark } from '../draft';

const PAGE_SIZE = 100;
const DAY_MS = 86_400_000;

/** Deletes every vacancy whose title carries the run's mark. @returns how many are left */
export function removeVacancies(caller: PhaseCaller, data: RunData): Promise<number> {
  const mark = markOf(data.runId);
  return removeAll(
    data,
    () => findVacancies(caller, mark, data.startedAtMs),
    (id) => deleteVacancy(caller, id),
  );
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
    const messages = await retried('the vacancies', () =>
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
