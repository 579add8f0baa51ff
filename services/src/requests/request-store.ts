import { randomInt } from 'node:crypto';
import { evenShare } from '../even-share';
import { type Detail, makeDetails, outOfOrder } from './details';
import { foundNothing, type KnownData, outcomeOf, type RequestResponse, unexpectedFailure } from './outcome';
import type { RequestParams, RequestType } from './request-body';
import type { RequestsServiceOptions } from './requests-service-options';
import { WorkQueue } from './work-queue';

/** Alphabet of short UUIDs, without the characters that are easily mistaken: 0, 1, I, O, l. */
const ID_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const ID_LENGTH = 22;

/** A request as the service returns it. */
export interface StoredRequest {
  readonly id: string;
  readonly type: RequestType;
  status: 'NEW' | 'PROCESSING' | 'COMPLETE' | 'FAILED';
  /** ISO 8601. */
  readonly created: string;
  modified: string;
  readonly params: RequestParams;
  response: RequestResponse | null;
}

type StoreOptions = Pick<
  RequestsServiceOptions,
  | 'workers'
  | 'workTimeMs'
  | 'jobEveryMs'
  | 'coldMs'
  | 'bucket'
  | 'datasets'
  | 'detailRows'
  | 'failJobShare'
  | 'stuckJobShare'
>;

/** The requests, and the workers that process them. */
export class RequestStore {
  readonly #requests = new Map<string, StoredRequest>();
  readonly #queue: WorkQueue;
  readonly #failsNow: () => boolean;
  readonly #stuckNow: () => boolean;
  readonly #known: KnownData;

  constructor(private readonly options: StoreOptions) {
    this.#queue = new WorkQueue(options);
    this.#failsNow = evenShare(options.failJobShare);
    this.#stuckNow = evenShare(options.stuckJobShare);
    this.#known = { bucket: new Set(options.bucket), datasets: new Set(options.datasets) };
  }

  /** Whether no worker has started yet. */
  get isCold(): boolean {
    return this.#queue.isCold;
  }

  get size(): number {
    return this.#requests.size;
  }

  /** Number of requests that no worker has taken. */
  get waiting(): number {
    return this.#queue.waiting;
  }

  /** How long the first of them has waited, in ms. 0 when none waits. */
  get lagMs(): number {
    return this.#queue.lagMs;
  }

  /** IDs of all requests, in the order in which they came. */
  ids(): string[] {
    return [...this.#requests.keys()];
  }

  get(id: string): StoredRequest | undefined {
    return this.#requests.get(id);
  }

  /** Stores a request. @returns it as it was stored, NEW; a worker may already have taken it */
  create(params: RequestParams): StoredRequest {
    const now = new Date().toISOString();
    const id = Array.from({ length: ID_LENGTH }, () => ID_ALPHABET[randomInt(ID_ALPHABET.length)]).join('');
    const request: StoredRequest = {
      id,
      type: params.type,
      status: 'NEW',
      created: now,
      modified: now,
      params,
      response: null,
    };
    this.#requests.set(id, request);
    const asStored = { ...request };
    this.#enqueue(request);
    return asStored;
  }

  /** The worker's results, row by row. Empty for an unknown request and for one without data. */
  details(id: string): Detail[] {
    const request = this.#requests.get(id);
    if (request?.response?.data == null || foundNothing(request.response)) return [];
    return outOfOrder(makeDetails(request.type, this.options.detailRows), id);
  }

  /** Stops the workers. Requests that are not done keep their state. */
  stop(): void {
    this.#queue.stop();
  }

  #enqueue(request: StoredRequest): void {
    const fails = this.#failsNow();
    if (this.#stuckNow()) {
      change(request, { status: 'PROCESSING' });
      return;
    }
    this.#queue.add({
      started: () => change(request, { status: 'PROCESSING' }),
      ended: () => change(request, fails ? unexpectedFailure() : outcomeOf(request.params, this.#known)),
    });
  }
}

function change(request: StoredRequest, values: Partial<StoredRequest>): void {
  Object.assign(request, values, { modified: new Date().toISOString() });
}
