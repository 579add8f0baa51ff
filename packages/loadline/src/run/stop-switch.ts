import type { StopCause } from '../core/verdict/instance-end';

/** What ended a load before its planned end. */
export interface Stop {
  readonly by: StopCause;
  /** In ms since the epoch. */
  readonly atMs: number;
  /** In words. */
  readonly detail?: string;
}

/** Signals that end a run. A closed terminal sends SIGHUP. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ends all k6 processes of a run, once. It takes the signals from its creation until `release`: a signal during the reports
 * does not lose them.
 */
export class StopSwitch {
  #stop: Stop | undefined;
  readonly #actions = new Set<(stop: Stop) => void>();
  readonly #onSignal = (signal: NodeJS.Signals) => this.stop(signal as StopCause);

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
  }

  /** What was told to stop first; undefined when nothing was. */
  get stopped(): Stop | undefined {
    return this.#stop;
  }

  /** Stops the run; only the first call counts. */
  stop(by: StopCause, detail?: string): void {
    if (this.#stop) return;
    this.#stop = { by, atMs: Date.now(), ...(detail !== undefined && { detail }) };
    for (const action of this.#actions) action(this.#stop);
  }

  /** Calls back at the stop, or at once when that was earlier. @returns forgets the call */
  onStop(action: (stop: Stop) => void): () => void {
    if (this.#stop) action(this.#stop);
    this.#actions.add(action);
    return () => this.#actions.delete(action);
  }

  /**
   * Leaves the signals to others. After a stop it keeps them: one more, between the reports and the end of this process, would
   * take the exit code away.
   */
  release(): void {
    if (this.#stop) return;
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
  }
}
