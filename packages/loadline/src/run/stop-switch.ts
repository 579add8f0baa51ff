import type { StopCause } from '../core/verdict/instance-end';

/** Why and when a load ended before its planned end. */
export interface Stop {
  readonly by: StopCause;
  /** In ms since the epoch. */
  readonly atMs: number;
  /** Details, in words. */
  readonly detail?: string;
}

/** Signals that end a run. A closed terminal sends SIGHUP. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const NO_SUSPENSION =
  'Ctrl-Z (SIGTSTP) is ignored while k6 runs, because nobody would watch over the load: Ctrl-C stops the run';

/**
 * Stops all k6 processes of a run, once. It handles signals from its creation until `release`, so a signal while the reports
 * are written does not lose them.
 */
export class StopSwitch {
  #stop: Stop | undefined;
  readonly #actions = new Set<(stop: Stop) => void>();
  readonly #onSignal = (signal: NodeJS.Signals) => this.stop(signal as StopCause);

  readonly #onSuspend = () => console.error(NO_SUSPENSION);
  #leaveOuter: (() => void) | undefined;

  /**
   * @param outer switch of a command that makes several runs: it handles the signals, and stops this run too. What stops only this
   * run, such as a threshold with `abort`, does not stop the others
   */
  constructor(outer?: StopSwitch) {
    if (outer) {
      this.#leaveOuter = outer.onStop(({ by, detail }) => this.stop(by, detail));
      return;
    }
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
    process.on('SIGTSTP', this.#onSuspend);
  }

  /** The first stop; undefined while there was none. */
  get stopped(): Stop | undefined {
    return this.#stop;
  }

  /** Stops the run; only the first call counts. */
  stop(by: StopCause, detail?: string): void {
    if (this.#stop) return;
    this.#stop = { by, atMs: Date.now(), ...(detail !== undefined && { detail }) };
    for (const action of this.#actions) action(this.#stop);
  }

  /** Calls back at the stop, or at once if the run is already stopped. @returns a function that removes the callback */
  onStop(action: (stop: Stop) => void): () => void {
    if (this.#stop) action(this.#stop);
    this.#actions.add(action);
    return () => this.#actions.delete(action);
  }

  /**
   * Stops handling signals. After a stop it continues to handle them: another signal between the reports and the end of this
   * process would change the exit code.
   */
  release(): void {
    this.#leaveOuter?.();
    process.off('SIGTSTP', this.#onSuspend);
    if (this.#stop) return;
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
  }
}
