import { closeSync, constants, ftruncateSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

/** Some of the oldest lines of a queue. */
export interface Batch {
  readonly lines: readonly string[];
  /** Position after the last of the lines. */
  readonly end: number;
}

/** A line could not be written. */
export class UnwrittenLine extends Error {
  /** @param dropped number of lines that are lost: this one, and those that were dropped to make room for it */
  constructor(
    message: string,
    readonly dropped: number,
  ) {
    super(message);
  }
}

const { O_RDWR, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;

/**
 * A queue of lines in a file, so that items that a listener has not accepted yet take no memory. Its size is limited.
 * When it is full, the oldest lines are dropped, because the newest ones say most about a run.
 */
export class DiskQueue {
  readonly #file: number;
  /** Sizes of the waiting lines in bytes, in order. */
  readonly #sizes: number[] = [];
  /** Positions count from the first line ever pushed. The file begins at `#base`. */
  #base = 0;
  #start = 0;
  #end = 0;

  /**
   * @param mostBytes maximum total size of the waiting lines, in bytes
   * @throws {Error} when the file cannot be written
   */
  constructor(
    readonly path: string,
    private readonly mostBytes: number,
  ) {
    this.#file = openSync(path, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
  }

  /** Number of waiting lines. */
  get length(): number {
    return this.#sizes.length;
  }

  /**
   * Adds a line.
   * @returns number of lines that were dropped to make room
   * @throws {UnwrittenLine} when the line cannot be written; it is then not in the queue
   */
  push(line: string): number {
    const bytes = Buffer.from(`${line}\n`);
    if (bytes.length > this.mostBytes) return 1;
    let dropped = 0;
    while (this.#end - this.#start + bytes.length > this.mostBytes) dropped += this.#dropOldest();
    try {
      if (this.#start - this.#base >= this.mostBytes) this.#compact();
      this.#write(bytes, this.#end - this.#base);
    } catch (error) {
      throw new UnwrittenLine((error as Error).message, dropped + 1);
    }
    this.#end += bytes.length;
    this.#sizes.push(bytes.length);
    return dropped;
  }

  /** The oldest lines, at least one unless the queue is empty. They stay in the queue until `accept`. */
  peek(mostLines: number, mostBytes: number): Batch {
    let bytes = 0;
    let count = 0;
    for (const size of this.#sizes.slice(0, mostLines)) {
      if (count > 0 && bytes + size > mostBytes) break;
      bytes += size;
      count += 1;
    }
    const text = this.#read(this.#start, bytes).toString('utf8');
    return { lines: text.split('\n').slice(0, count), end: this.#start + bytes };
  }

  /** Removes the lines of a batch that were not dropped meanwhile. @returns number of removed lines */
  accept({ end }: Batch): number {
    let count = 0;
    while (this.#sizes.length > 0 && this.#start < end) count += this.#dropOldest();
    if (this.#sizes.length === 0) {
      ftruncateSync(this.#file, 0);
      this.#base = this.#end;
    }
    return count;
  }

  /** Removes the file. @returns number of lines that still waited */
  close(): number {
    closeSync(this.#file);
    rmSync(this.path, { force: true });
    return this.#sizes.length;
  }

  #dropOldest(): number {
    this.#start += this.#sizes.shift() ?? 0;
    return 1;
  }

  /** Moves the waiting lines to the beginning of the file. */
  #compact(): void {
    const waiting = this.#read(this.#start, this.#end - this.#start);
    this.#write(waiting, 0);
    ftruncateSync(this.#file, waiting.length);
    this.#base = this.#start;
  }

  #write(bytes: Buffer, position: number): void {
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.#file, bytes, done, bytes.length - done, position + done);
  }

  #read(from: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length; ) {
      const count = readSync(this.#file, bytes, done, length - done, from - this.#base + done);
      if (count === 0) throw new Error(`${this.path} was cut while it was used`);
      done += count;
    }
    return bytes;
  }
}
