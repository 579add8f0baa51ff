import type { CreateVacancyRequest } from '../../gen/vacancies/rpc_create_vacancy';
import type { UpdateVacancyRequest } from '../../gen/vacancies/rpc_update_vacancy';
import { type Vacancy, Vacancy_DIVISION } from '../../gen/vacancies/vacancy';
import { RpcError } from '../grpc/rpc-error';
import { objectId } from './object-id';

const DIVISIONS = Object.values(Vacancy_DIVISION);

/** A stored record with its neighbours in order of creation. */
interface Entry {
  vacancy: Readonly<Vacancy>;
  /** The account that created it. Undefined: anyone may change it. */
  readonly ownerId: string | undefined;
  readonly seeded: boolean;
  older: Entry | undefined;
  newer: Entry | undefined;
}

/**
 * The vacancies, with unique titles. Beside the maps there is a linked list: the cost of listing the newest depends on the
 * records listed and skipped, not on those stored, and removing a record from the middle moves no others.
 */
export class VacancyStore {
  readonly #byId = new Map<string, Entry>();
  readonly #byTitle = new Map<string, Entry>();
  #newest: Entry | undefined;

  /** @param seedCount number of records to begin with, one millisecond apart, the last one created now */
  constructor(readonly seedCount: number) {
    const nowMs = Date.now();
    for (let n = 1; n <= seedCount; n++) {
      const request = {
        Title: `seed-${n}`,
        Description: `Seeded vacancy ${n}`,
        Division: DIVISIONS[n % DIVISIONS.length] ?? Vacancy_DIVISION.OTHER,
        Country: 'Seedland',
      };
      this.#insert(request, { seeded: true, createdAt: new Date(nowMs - (seedCount - n)) });
    }
  }

  /** Number of stored records. */
  get size(): number {
    return this.#byId.size;
  }

  /** Titles of the records that were not seeded, newest first. */
  titles(): string[] {
    const titles: string[] = [];
    for (let entry = this.#newest; entry; entry = entry.older) {
      if (!entry.seeded) titles.push(entry.vacancy.Title);
    }
    return titles;
  }

  /** Creates a record. @throws {RpcError} INVALID_ARGUMENT without a title, ALREADY_EXISTS when a record has the title */
  create(request: CreateVacancyRequest, ownerId?: string): Vacancy {
    if (request.Title === '') throw new RpcError('INVALID_ARGUMENT', 'Title must not be empty');
    if (this.#byTitle.has(request.Title)) {
      // "post" is the word of the real system, which was made from a service for posts.
      throw new RpcError('ALREADY_EXISTS', 'post with that title already exists');
    }
    return this.#insert(request, { ownerId, seeded: false, createdAt: new Date() }).vacancy;
  }

  /** @throws {RpcError} NOT_FOUND for an id that is unknown or malformed */
  get(id: string): Vacancy {
    return this.#find(id).vacancy;
  }

  /**
   * Writes the fields that were sent, even if they are empty or 0.
   * @throws {RpcError} NOT_FOUND for an unknown id and for a title that another record has
   */
  update(request: UpdateVacancyRequest): Vacancy {
    const entry = this.#find(request.Id);
    const old = entry.vacancy;
    const title = request.Title ?? old.Title;
    if ((this.#byTitle.get(title) ?? entry) !== entry) {
      // Not ALREADY_EXISTS: the original answers every failed write of an update like this.
      throw new RpcError('NOT_FOUND', 'no post with that Id exists');
    }
    this.#byTitle.delete(old.Title);
    this.#byTitle.set(title, entry);
    // A new object, so that a stream that is still being sent keeps the record as it was listed.
    entry.vacancy = {
      ...old,
      Title: title,
      Description: request.Description ?? old.Description,
      Views: request.Views ?? old.Views,
      Division: request.Division ?? old.Division,
      Country: request.Country ?? old.Country,
      updatedAt: new Date(),
    };
    return entry.vacancy;
  }

  /** @throws {RpcError} NOT_FOUND for an unknown id */
  delete(id: string): void {
    const entry = this.#find(id);
    this.#byId.delete(id);
    this.#byTitle.delete(entry.vacancy.Title);
    if (entry.newer === undefined) this.#newest = entry.older;
    else entry.newer.older = entry.older;
    if (entry.older !== undefined) entry.older.newer = entry.newer;
  }

  /** The account that created a record. Undefined: anyone may change it. @throws {RpcError} NOT_FOUND for an unknown id */
  ownerOf(id: string): string | undefined {
    return this.#find(id).ownerId;
  }

  /**
   * One page of records, newest first.
   * @param page from 1; unset or 0 is 1
   * @param limit records per page; unset or 0 is 10, and −n is n as in MongoDB
   * @returns an empty list past the end
   * @throws {RpcError} INTERNAL for a negative page
   */
  list(page: number | undefined, limit: number | undefined): Vacancy[] {
    const pageSize = Math.abs(limit || 10);
    let skip = ((page || 1) - 1) * pageSize;
    if (skip < 0) throw new RpcError('INTERNAL', `the skip value must not be negative: ${skip}`);
    const listed: Vacancy[] = [];
    if (skip >= this.size) return listed;
    for (let entry = this.#newest; entry && listed.length < pageSize; entry = entry.older) {
      if (skip > 0) skip -= 1;
      else listed.push(entry.vacancy);
    }
    return listed;
  }

  #find(id: string): Entry {
    const entry = this.#byId.get(id);
    if (entry === undefined) throw new RpcError('NOT_FOUND', 'no document with that Id exists');
    return entry;
  }

  #insert(
    request: CreateVacancyRequest,
    { ownerId, seeded, createdAt }: { ownerId?: string | undefined; seeded: boolean; createdAt: Date },
  ): Entry {
    const vacancy = { ...request, Id: objectId(), Views: 0, createdAt, updatedAt: createdAt };
    const entry: Entry = { vacancy, ownerId, seeded, older: this.#newest, newer: undefined };
    if (this.#newest !== undefined) this.#newest.newer = entry;
    this.#newest = entry;
    this.#byId.set(vacancy.Id, entry);
    this.#byTitle.set(vacancy.Title, entry);
    return entry;
  }
}
