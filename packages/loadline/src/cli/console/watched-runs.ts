import { randomUUID } from 'node:crypto';
import type { RunSpec } from '../../core/spec/run-spec';
import { EventLog } from '../../ui/console/live-events';

/** Longest time that the end of the console waits for open pages, in ms. */
const LONGEST_END_MS = 10_000;

/** A run that pages watch. */
interface Watched {
  readonly log: EventLog;
  readonly run: { spec?: RunSpec };
  pages: number;
}

/** The runs that pages watch now. The state of a run is dropped when its last page is closed. */
export class WatchedRuns {
  readonly #watched = new Map<string, Watched>();
  #ended: (() => void) | undefined;

  /** Number of open event streams. */
  get pages(): number {
    return [...this.#watched.values()].reduce((sum, { pages }) => sum + pages, 0);
  }

  /** Number of runs whose state is kept. */
  get runs(): number {
    return this.#watched.size;
  }

  /** Whether the streams must end after they have sent the current state. */
  get isClosing(): boolean {
    return this.#ended !== undefined;
  }

  /**
   * Counts one more page of a run. Each log has an id of its own, so a page that reconnects after its log was dropped gets the
   * whole state.
   * @returns `close` may be called more than once
   */
  open(runId: string): { log: EventLog; run: { spec?: RunSpec }; close: () => void } {
    const watched = this.#watched.get(runId) ?? { log: new EventLog(randomUUID()), run: {}, pages: 0 };
    this.#watched.set(runId, watched);
    watched.pages += 1;
    let isOpen = true;
    const close = () => {
      if (!isOpen) return;
      isOpen = false;
      watched.pages -= 1;
      if (watched.pages === 0) this.#watched.delete(runId);
      if (this.pages === 0) this.#ended?.();
    };
    return { log: watched.log, run: watched.run, close };
  }

  /** Lets each open stream send the state once more, and waits until all of them have ended. */
  async close(): Promise<void> {
    await new Promise<void>((ended) => {
      this.#ended = ended;
      setTimeout(ended, LONGEST_END_MS).unref();
      if (this.pages === 0) ended();
    });
  }
}
