import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SampleScanner, SamplesError, type SeriesResolver } from './sample-scanner';

/** Size of a block, in bytes. Larger blocks would be allocated anew each time, which costs garbage collection. */
const BLOCK_BYTES = 1 << 18;

/** Value of {@link SampleFileEnd.cut} for a missing file. */
export const NO_FILE = 'there is no such file';

/** Value of {@link SampleFileEnd.cut} for a file without samples. */
export const EMPTY = 'it is empty';

/** A file of samples that is being read. */
export interface SampleFile {
  readonly path: string;
  /** Source of the text while k6 writes it. Absent: the file is read, which is compressed if its name ends with `.gz`. */
  readonly source?: Readable;
  readonly resolve: SeriesResolver;
  /** Length of the load in ms. A sample that lies much further from the others is left out. */
  readonly loadMs?: number;
  /** Receives every block that is read. The next block is read when the promise resolves. */
  readonly copy?: ((block: Buffer) => Promise<void>) | undefined;
}

/** How a file ended. */
export interface SampleFileEnd {
  readonly path: string;
  readonly samples: number;
  /** Times of its first and its last sample, in µs since the epoch. */
  readonly earliestUs: number;
  readonly latestUs: number;
  /** Why the file is incomplete. Absent when it is complete. */
  readonly cut?: string;
  /** Samples whose time cannot be in this run, in words. Absent when there are none. */
  readonly far?: string;
}

/**
 * Reads several sample files in step: it always continues with the file that is furthest behind in time, so that the same
 * second of all instances is read together. A truncated file, as a killed k6 leaves it, is read up to its end.
 * @param onProgress receives the earliest time that further samples can have, in µs since the epoch
 * @throws {SamplesError} naming file and column, when k6 did not write a file
 */
export async function readSamples(
  files: readonly SampleFile[],
  onProgress: (earliestUs: number) => void,
): Promise<SampleFileEnd[]> {
  const readers = files.map((file) => new SampleFileReader(file));
  const open = new Set(readers);
  while (open.size > 0) {
    const behind = [...open].reduce((a, b) => (b.latestUs < a.latestUs ? b : a));
    if (!(await behind.readOn())) open.delete(behind);
    if (open.size > 0) onProgress(Math.min(...[...open].map(({ latestUs }) => latestUs)));
  }
  return readers.map(({ end }) => end);
}

/** Reads a file from its beginning until a condition is met, or to its end. */
export async function readUntil(file: SampleFile, isKnown: () => boolean): Promise<void> {
  const reader = new SampleFileReader(file);
  while (!isKnown() && (await reader.readOn()));
  await reader.close();
}

/**
 * Reads samples while k6 writes them. Each file is read as it comes: k6 waits for its reader, and one instance that stands
 * still must not hold up the others. Every file is read to its end, whatever it contains.
 * @param onProgress as in {@link readSamples}
 * @param onProblem called when a file can no longer be parsed; its bytes are still copied
 */
export async function followSamples(
  files: readonly SampleFile[],
  onProgress: (earliestUs: number) => void,
  onProblem: (error: Error) => void,
): Promise<SampleFileEnd[]> {
  const readers = files.map((file) => new SampleFileReader(file));
  const open = new Set(readers);
  const progress = () => {
    if (open.size > 0) onProgress(Math.min(...[...open].map(({ latestUs }) => latestUs)));
  };
  const follow = async (reader: SampleFileReader) => {
    try {
      while (await reader.readOn()) progress();
    } catch (error) {
      onProblem(error as Error);
      await reader.copyRest();
    }
    open.delete(reader);
    progress();
  };
  await Promise.all(readers.map(follow));
  return readers.map(({ end }) => end);
}

class SampleFileReader {
  private readonly scanner: SampleScanner;
  private readonly blocks: AsyncIterator<Buffer>;
  private cut: string | undefined;

  constructor(private readonly file: SampleFile) {
    this.scanner = new SampleScanner(file.resolve, file.loadMs);
    const text = file.source ?? openFile(file.path);
    // A file can break off before its turn to be read. The reader gets the error then; until then nobody listens for it.
    text.on('error', () => undefined);
    this.blocks = text[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  get latestUs(): number {
    return this.scanner.latestUs;
  }

  get end(): SampleFileEnd {
    const { count, isCut, isAppended, far, firstFar, earliestUs, latestUs } = this.scanner;
    const cut =
      this.cut ??
      (isAppended
        ? 'another file begins in it'
        : isCut
          ? 'its last line has no end'
          : count === 0
            ? EMPTY
            : undefined);
    return {
      path: this.file.path,
      samples: count,
      earliestUs,
      latestUs,
      ...(cut !== undefined && { cut }),
      ...(firstFar !== undefined && { far: `${far} of its rows, the first is ${firstFar}` }),
    };
  }

  /** Closes the file without reading the rest. */
  async close(): Promise<void> {
    await this.blocks.return?.();
  }

  /** Copies the remaining bytes without parsing them. */
  async copyRest(): Promise<void> {
    for (let block = await this.blocks.next(); !block.done; block = await this.blocks.next())
      await this.file.copy?.(block.value);
  }

  /** Reads and parses the next block. @returns whether there may be more */
  async readOn(): Promise<boolean> {
    try {
      const { value, done } = await this.blocks.next();
      if (done) return false;
      // Copied before it is parsed: bytes that cannot be parsed are kept too.
      await this.file.copy?.(value);
      this.scanner.scan(value);
      return true;
    } catch (error) {
      if (error instanceof SamplesError) throw new SamplesError(`${this.file.path}: ${error.message}`);
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') this.cut = NO_FILE;
      else if (code?.startsWith('Z_')) this.cut = `it breaks off (${message})`;
      else throw error;
      return false;
    }
  }
}

function openFile(path: string): Readable {
  const bytes = createReadStream(path, { highWaterMark: BLOCK_BYTES });
  if (!path.endsWith('.gz')) return bytes;
  const text = bytes.pipe(createGunzip({ chunkSize: BLOCK_BYTES }));
  // `pipe` does not forward errors.
  bytes.on('error', (error) => text.destroy(error));
  return text;
}
