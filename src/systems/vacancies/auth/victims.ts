import { type Caller, type Iteration, IterationEnded, mismatch } from 'loadline';
import type { ReplyOf } from 'loadline/grpc';
import type { VacancyService } from '../../../gen/json/vacancies/vacancy_service';
import { createVacancy, listVacancies, server } from '../api';

type Vacancy = ReplyOf<VacancyService, 'GetVacancies'>;

const PAGE_SIZE = 100;

/** Reads a record back. NOT_FOUND is no failure here: whether the record is gone is the question. */
const readBack = server
  .service<VacancyService>('pb.VacancyService')
  .unary('GetVacancy', { expect: ['OK', 'NOT_FOUND'] });

/** Records of the owner that the probes try to change. */
export class Victims {
  private made = 0;
  private current: Vacancy | undefined;

  constructor(
    private readonly owner: Caller,
    private readonly iteration: Iteration,
  ) {}

  /**
   * The record that the probes aim at. It is created if there is none.
   * @throws {IterationEnded} when the owner is not allowed to create one
   */
  get(): Vacancy {
    if (this.current) return this.current;
    const draft = this.draft();
    const { vacancy } = createVacancy(this.owner, draft) ?? {};
    if (!vacancy) throw new IterationEnded('wrong_reply');
    this.current = { ...vacancy, ...draft };
    return this.current;
  }

  /** Call it after the record was changed: the next probe gets a new one. */
  renounce(): void {
    this.current = undefined;
  }

  /** Fields of a new record. Its title is unique and carries the run's mark, by which clean-up finds and removes it. */
  draft(): Pick<Vacancy, 'Title' | 'Description' | 'Division' | 'Country'> {
    this.made += 1;
    return {
      Title: `Auth probe ${this.made} ${this.iteration.marked()}`,
      Description: 'made to see who may change it',
      Division: 'OTHER',
      Country: 'Nowhere',
    };
  }

  /** Whether the record was changed or deleted. Undefined when it could not be read. */
  hasChanged(): boolean | undefined {
    const { Id, Title, Description, Division, Country } = this.get();
    const reply = readBack(this.owner, { Id });
    if (!reply) return undefined;
    return mismatch({ Id, Title, Description, Division, Country }, reply.vacancy) !== undefined;
  }

  /** The titles of all records that may be newer than the first victim. Undefined when they could not be listed. */
  async titlesSince(first: Vacancy): Promise<ReadonlySet<string> | undefined> {
    const firstMs = Date.parse(first.createdAt ?? '');
    const titles = new Set<string>();
    let lastMs = Number.POSITIVE_INFINITY;
    let isNewestFirst = true;
    for (let page = 1; ; page++) {
      const request = { page: String(page), limit: String(PAGE_SIZE) };
      const messages = await listVacancies(this.owner, request, ({ Title, createdAt }) => {
        titles.add(Title);
        const atMs = Date.parse(createdAt ?? '');
        if (!(atMs <= lastMs)) isNewestFirst = false;
        lastMs = atMs;
      });
      if (messages === undefined) return undefined;
      // Compares times of the server's own clock: what was created after the victim is listed before it. Unordered lists are
      // read to the end.
      if (messages === 0 || (isNewestFirst && lastMs < firstMs)) return titles;
    }
  }
}
