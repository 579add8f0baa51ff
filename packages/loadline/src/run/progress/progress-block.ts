import type { Screen } from '../../core/text/layout';
import type { Progress, ProgressView } from './progress';
import { blockLines } from './progress-text';

/** Erases from the cursor to the end of the screen. */
const ERASE = '\u001b[J';

/** Progress on a terminal: one block of lines, redrawn in place. */
export class ProgressBlock implements ProgressView {
  /** Widths of the lines on the terminal, in columns. */
  #shown: readonly number[] = [];

  constructor(
    private readonly out: Pick<NodeJS.WriteStream, 'columns' | 'write'>,
    /** Width and colours now: the user may change the size of the terminal. */
    private readonly screen: () => Screen,
  ) {}

  show(progress: Progress): void {
    const screen = this.screen();
    const plain = blockLines(progress, { ...screen, style: (_, text) => text });
    this.#draw(blockLines(progress, screen), plain);
  }

  judging(): void {
    const lines = [' judging     reads the last samples, writes the reports'];
    this.#draw(lines, lines);
  }

  clear(): void {
    if (this.#shown.length === 0) return;
    this.out.write(this.#backToTop());
    this.#shown = [];
  }

  #draw(lines: readonly string[], plain: readonly string[]): void {
    this.out.write(`${this.#backToTop()}${lines.map((line) => `${line}\n`).join('')}`);
    this.#shown = plain.map((line) => line.length);
  }

  /** Moves the cursor to the first line of the block and erases it. In a narrower terminal, the lines have wrapped since. */
  #backToTop(): string {
    const columns = this.out.columns || Number.POSITIVE_INFINITY;
    const rows = this.#shown.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    return rows === 0 ? '' : `\u001b[${rows}A\r${ERASE}`;
  }
}
