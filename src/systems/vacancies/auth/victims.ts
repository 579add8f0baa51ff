import { type Caller, type Iteration, IterationEnded, mismatch } from 'loadline';
import type { ReplyOf } from 'loadline/grpc';
import type { VacancyService } from '../../../gen/json/vacancies/vacancy_service';
import { createVacancy, listVacancies, server } from '../api';

type Vacancy = ReplyOf<VacancyService, 'GetVacancies'>;

const PAGE_SIZE = 100;

/** A record that is gone is an answer like another: that is what is asked. */
const readBack = server
  .service<VacancyService>('pb.VacancyService')
  .unary('GetVacancy', { expect: ['OK', 'NOT_FOUND'] });

/** Records of the owner that the probes aim at. */
export class Victims {
  private made = 0;
  private current: Vacancy | undefined;

  constructor(
    private readonly owner: Caller,
    private readonly iteration: Iteration,
  ) {}

  /** A record that is there. @throws {IterationEnded} when the owner may not make one */
  get(): Vacancy {
    if (this.current) return this.current;
    const draft = this.draft();
    const { vacancy } = createVacancy(this.owner, draft) ?? {};
    if (!vacancy) throw new IterationEnded('wrong_reply');
    this.current = { ...vacancy, ...draft };
    return this.current;
  }

  /** The next probe gets another record: with this one, something was done. */
  renounce(): void {
    this.current = undefined;
  }

  /** A new record. Its title is unique, and carries the run's mark, so that it is found and removed. */
  draft(): Pick<Vacancy, 'Title' | 'Description' | 'Division' | 'Country'> {
    this.made += 1;
    return {
      Title: `Auth probe ${this.made} ${this.iteration.marked()}`,
      Description: 'made to see who may change it',
      Division: 'OTHER',
      Country: 'Nowhere',
    };
  }

  /** Whether the record is no longer what it was, or gone; undefined when it could not be read. */
  hasChanged(): boolean | undefined {
    const { Id, Title, Description, Division, Country } = this.get();
    const reply = readBack(this.owner, { Id });
    if (!reply) return undefined;
    return mismatch({ Id, Title, Description, Division, Country }, reply.vacancy) !== undefined;
  }

  /** The titles of all records that may be younger than the first victim; undefined when they could not be listed. */
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
      // By the server's own clock: what was made after the victim stands before it. Unordered lists are read to the end.
      if (messages === 0 || (isNewestFirst && lastMs < firstMs)) return titles;
    }
  }
}
