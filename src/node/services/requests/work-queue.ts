/** A piece of work for a {@link WorkQueue}. */
export interface Job {
  /** A worker has taken it. */
  started(): void;
  /** The worker is done with it. */
  ended(): void;
}

/** A few workers that take jobs in the order they came, each one job at a time. */
export class WorkQueue {
  readonly #waiting: Job[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();

  /** @param workTimeMs what each job takes, from its start */
  constructor(
    private readonly workers: number,
    private readonly workTimeMs: number,
  ) {}

  /** The job starts now when a worker is free. */
  add(job: Job): void {
    this.#waiting.push(job);
    this.#startNext();
  }

  /** Jobs that are waiting or being worked on are never finished. */
  stop(): void {
    this.#waiting.length = 0;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #startNext(): void {
    if (this.#timers.size >= this.workers) return;
    const job = this.#waiting.shift();
    if (job === undefined) return;
    job.started();
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      job.ended();
      this.#startNext();
    }, this.workTimeMs);
    this.#timers.add(timer);
  }
}
