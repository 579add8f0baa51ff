/** Erases the line that the cursor is in. */
const ERASE = '\r\u001b[K';

/** Without a terminal each line stays, so there is one this often at most. */
const APART_MS = 30_000;

/** Longest line, in columns. */
const MOST_COLUMNS = 100;

/**
 * The line that tells how a run gets on: on a terminal it is written over, elsewhere it comes now and then. What else goes to
 * the terminal clears it first; it is back with the next figures.
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

  /** Takes the line away from a terminal. */
  clear(): void {
    if (!this.#isShown) return;
    this.out.write(ERASE);
    this.#isShown = false;
  }

  /** Leaves the line where it is, as the last one. */
  end(): void {
    if (this.#isShown) this.out.write('\n');
    this.#isShown = false;
  }
}
