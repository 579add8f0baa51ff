import { oneLine } from '../../core/text/printable';
import type { K6LogLine } from '../k6-log';

/** How long the cloud may report no status of a run, in ms. k6 itself would ask forever. */
const PATIENCE_MS = 600_000;

/** Longest time between two errors of one loss, in ms. Before each error k6 tries three times, for up to a minute each. */
const MOST_APART_MS = 240_000;

/** Notices that k6 can no longer follow a run in the cloud. */
export class ProgressLoss {
  #firstAtMs: number | undefined;
  #lastAtMs = 0;

  /**
   * @param tell prints the first error of a loss
   * @param onLost is called when the cloud has been silent for too long
   */
  constructor(
    private readonly tell: (text: string) => void,
    private readonly onLost: (why: string) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Reads a line of k6's log. */
  readonly read = ({ msg, error }: K6LogLine): void => {
    if (msg !== 'Test progress error') return;
    const now = this.now();
    if (this.#firstAtMs === undefined || now - this.#lastAtMs > MOST_APART_MS) {
      this.#firstAtMs = now;
      this.tell(
        `Grafana Cloud k6 does not report the status of the run: ${oneLine(String(error))}; k6 asks again`,
      );
    }
    this.#lastAtMs = now;
    if (now - this.#firstAtMs >= PATIENCE_MS)
      this.onLost(`k6 could not follow the run in Grafana Cloud k6 for ${PATIENCE_MS / 60_000} minutes`);
  };

  /** A new status has come. */
  answered(): void {
    this.#firstAtMs = undefined;
  }
}
