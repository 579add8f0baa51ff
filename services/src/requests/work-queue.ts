/** A piece of work for a {@link WorkQueue}. */
export interface Job {
  /** Called when a worker takes the job. */
  started(): void;
  /** Called when the worker is done with the job. */
  ended(): void;
}

/** Options of a {@link WorkQueue}. */
export interface WorkQueueOptions {
  readonly workers: number;
  /** Duration of each job in ms. */
  readonly workTimeMs: number;
  /** Shortest time in ms between the starts of two jobs of one worker. */
  readonly jobEveryMs: number;
  /** Time in ms from the start of the queue to the start of the workers. */
  readonly coldMs: number;
}

/** Workers that take jobs in the order in which they came, each one job at a time. */
export class WorkQueue {
  readonly #waiting: { readonly job: Job; readonly sinceMs: number }[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  #idle: number;
  #isCold: boolean;

  constructor(private readonly options: WorkQueueOptions) {
    this.#idle = options.workers;
    this.#isCold = options.coldMs > 0;
    if (this.#isCold) this.#later(options.coldMs, () => this.#warm());
  }

  /** Whether no worker has started yet. */
  get isCold(): boolean {
    return this.#isCold;
  }

  /** Number of jobs that no worker has taken. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** How long the first of these has waited, in ms. 0 when none waits. */
  get lagMs(): number {
    const [first] = this.#waiting;
    return first ? Date.now() - first.sinceMs : 0;
  }

  /** Adds a job. It starts at once when a worker is free. */
  add(job: Job): void {
    this.#waiting.push({ job, sinceMs: Date.now() });
    this.#startNext();
  }

  /** Stops the queue. Jobs that wait or run are never finished. */
  stop(): void {
    this.#waiting.length = 0;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #warm(): void {
    this.#isCold = false;
    for (let worker = 0; worker < this.options.workers; worker++) this.#startNext();
  }

  #startNext(): void {
    if (this.#isCold || this.#idle === 0) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    const { job } = next;
    const { workTimeMs, jobEveryMs } = this.options;
    this.#idle--;
    job.started();
    this.#later(workTimeMs, () => {
      job.ended();
      // The worker stays occupied for the rest of its slot.
      if (jobEveryMs > workTimeMs) this.#later(jobEveryMs - workTimeMs, () => this.#free());
      else this.#free();
    });
  }

  #free(): void {
    this.#idle++;
    this.#startNext();
  }

  #later(ms: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, ms);
    this.#timers.add(timer);
  }
}
