/** Erases the line that the cursor is on. */
const ERASE = '\r\u001b[K';

/** Shortest time between two progress lines without a terminal, in ms: there, every line stays. */
const APART_MS = 30_000;

/** Longest line, in columns. */
const MOST_COLUMNS = 100;

/**
 * The progress line of a run. On a terminal it is overwritten in place; elsewhere a new line is written from time to time.
 * Other output to the terminal clears it first, and the next figures show it again.
 */
export class ProgressLine {
  #isShown = false;
  #lastAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly out: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>) {}

  show(line: string): void {
    const { out } = this;
    if (out.isTTY) {
      // A line that fills the last column would wrap, and could not be erased.
      out.write(`${ERASE}${line.slice(0, Math.min(MOST_COLUMNS, (out.columns || MOST_COLUMNS + 1) - 1))}`);
      this.#isShown = true;
    } else if (Date.now() - this.#lastAtMs >= APART_MS) {
      out.write(`${line.slice(0, MOST_COLUMNS)}\n`);
      this.#lastAtMs = Date.now();
    }
  }

  /** Erases the line from a terminal. */
  clear(): void {
    if (!this.#isShown) return;
    this.out.write(ERASE);
    this.#isShown = false;
  }

  /** Keeps the line on the terminal, and moves the cursor below it. */
  end(): void {
    if (this.#isShown) this.out.write('\n');
    this.#isShown = false;
  }
}
