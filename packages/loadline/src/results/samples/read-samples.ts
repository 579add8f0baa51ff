import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SampleScanner, SamplesError, type SeriesResolver } from './sample-scanner';

const BLOCK_BYTES = 1 << 20;

/** That a file is not whole as it is not there. */
export const NO_FILE = 'there is no such file';

/** That a file holds no sample. */
export const EMPTY = 'it is empty';

/** A file of samples while it is read. */
export interface SampleFile {
  readonly path: string;
  /** Where its bytes come from while k6 writes them, as text; absent: the file, compressed if it is named `.gz`. */
  readonly source?: Readable;
  readonly resolve: SeriesResolver;
  /** Length of the load: no sample lies much further from the others than that. */
  readonly loadMs?: number;
  /** Gets every byte that was read; the next ones are read when it has resolved. */
  readonly copy?: ((block: Buffer) => Promise<void>) | undefined;
}

/** How a file ended. */
export interface SampleFileEnd {
  readonly path: string;
  readonly samples: number;
  /** Times of its first and its last sample, in µs since the epoch. */
  readonly earliestUs: number;
  readonly latestUs: number;
  /** Why the file is not whole; absent when it is. */
  readonly cut?: string;
  /** Samples that cannot be of this run by their times, in words; absent when there are none. */
  readonly far?: string;
}

/**
 * Reads files of samples side by side, always on from the one that is behind in time, so that seconds of several
 * instances come together. A file that was cut, as a killed k6 leaves it, is read up to the cut.
 * @param onProgress told the earliest instant that samples can still come from, in µs since the epoch
 * @throws {SamplesError} naming file and column, when a file is none of k6's
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

/**
 * Reads samples while k6 writes them: each file as it comes, as k6 waits for its reader, and one instance that stands still
 * must not hold up the others. Every file is read to its end, whatever it holds.
 * @param onProgress as in {@link readSamples}
 * @param onProblem called when a file cannot be read any more; its bytes are still copied
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
    // A file can break off before its turn has come; who reads it then is told, but until then nobody listens.
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

  /** Copies what has not been read, and looks at none of it. */
  async copyRest(): Promise<void> {
    for (let block = await this.blocks.next(); !block.done; block = await this.blocks.next())
      await this.file.copy?.(block.value);
  }

  /** @returns whether there may be more */
  async readOn(): Promise<boolean> {
    try {
      const { value, done } = await this.blocks.next();
      if (done) return false;
      // Before it is looked at: what cannot be understood is kept too.
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
  // `pipe` does not pass errors on.
  bytes.on('error', (error) => text.destroy(error));
  return text;
}
