import { carriesMark, type PhaseCaller, type RunData, removeAll, retried } from 'loadline';
import type { ReplyOf } from 'loadline/grpc';
import type { VacancyService } from '../../../gen/json/vacancies/vacancy_service';
import { deleteVacancy, listVacancies } from '../api';
import { owners } from './owners';

type Vacancy = ReplyOf<VacancyService, 'GetVacancies'>;

const PAGE_SIZE = 100;
const DAY_MS = 86_400_000;

/** Deletes every vacancy whose title carries the run's mark. @returns the number of vacancies left */
export function removeVacancies(caller: PhaseCaller, data: RunData): Promise<number> {
  const makers = owners(data);
  return removeAll(
    data,
    () => findVacancies(caller, data),
    ({ Id }) => makers.some((maker) => deleteVacancy(maker, Id)),
    ({ Id, Title }) => `${Id} ${Title}`,
  );
}

/**
 * Pages through all vacancies and picks those with the mark. The list should come newest first. While it does, the search
 * ends at a page whose vacancies are all older than a day before the run (a day, because the server's clock may be off).
 */
async function findVacancies(caller: PhaseCaller, data: RunData): Promise<Vacancy[]> {
  const found = new Map<string, Vacancy>();
  const order = new NewestFirst(data.sweep ? 0 : data.startedAtMs - DAY_MS);
  for (let page = 1; ; page++) {
    const request = { page: String(page), limit: String(PAGE_SIZE) };
    const messages = await retried('the vacancies', () =>
      listVacancies(caller, request, (vacancy) => {
        const createdAtMs = Date.parse(vacancy.createdAt ?? '');
        if (carriesMark(vacancy.Title, data, createdAtMs)) found.set(vacancy.Id, vacancy);
        order.saw(vacancy);
      }),
    );
    if (messages === 0 || order.isPast) return [...found.values()];
  }
}

/** Checks whether a list comes newest first, and whether it has passed a given time. */
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
