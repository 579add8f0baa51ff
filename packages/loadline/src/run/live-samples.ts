import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, createWriteStream, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { createGzip, constants as zlib } from 'node:zlib';
import type { Aggregate, SecondStats } from '../core/figures/aggregate';
import type { FailureExample } from '../core/figures/failure-line';
import type { RunSpec } from '../core/spec/run-spec';
import { ConfigurationError } from '../core/text/problem';
import { pipeOf, runFiles } from '../results/run-folder';
import type { CallHistogram } from '../results/samples/part';
import { followSamples } from '../results/samples/read-samples';
import { SampleAggregator, type WholeSamples } from '../results/samples/sample-aggregator';
import { unwrittenText } from '../results/unwritten';

/** How often compressed samples are flushed to the disk, in ms. When loadline is killed, at most this much is missing. */
const FLUSH_MS = 1_000;

/** Samples of a run, read while k6 writes them. */
export interface LiveSamples {
  /** Figures so far: the counts and times that thresholds are evaluated on. */
  figures(): Aggregate;
  /** The same, with times, an example and a trace of each cause of failures. */
  figuresWithFailures(): Aggregate;
  /** The durations of each call so far, in buckets. @param boundsMs upper bounds of the buckets, ascending */
  histograms(boundsMs: readonly number[]): CallHistogram[];
  /** Name and version of the tested system. Undefined: no sample has contained them yet. */
  system(): string | undefined;
  /** The seconds of the load for which no more samples can arrive. */
  course(): SecondStats[];
  /** Call this when the k6 of an instance has ended or did not start: it writes no further samples. */
  ended(number: number): void;
  /** Resolves when all instances have ended and all samples are read and on disk. */
  finish(): Promise<LiveSamplesEnd>;
}

/** Samples of a run whose instances have all ended. */
export interface LiveSamplesEnd {
  readonly samples: WholeSamples;
  /** Files that could not be written, and why, in words. */
  readonly unwritten: readonly string[];
}

/**
 * Opens a named pipe for each instance. k6 writes samples as text; this side reads them at once and keeps them compressed in
 * the run's folder. Each pipe is read to its end even after an error, as k6 waits for its reader for ever.
 * @param onProblem called when samples can no longer be kept or read
 * @param examples returns error texts of the failures so far
 * @throws {ConfigurationError} when no named pipe can be created in the run's folder
 */
export function openLiveSamples(
  folder: string,
  spec: RunSpec,
  numbers: readonly number[],
  onProblem: (error: NodeJS.ErrnoException, text: string) => void,
  examples: () => readonly FailureExample[],
): LiveSamples {
  const samples = new SampleAggregator(spec);
  const pipes = numbers.map((number) => openPipe(pipeOf(folder, number)));
  const copies = numbers.map((number) => openCopy(runFiles.samples(folder, number), onProblem));
  const files = numbers.map((number, index) => ({
    ...samples.file(number, runFiles.samples(folder, number)),
    ...(pipes[index] && { source: pipes[index].source }),
    copy: copies[index]?.write,
  }));
  let readError: Error | undefined;
  const reading = followSamples(files, samples.progress, (error) => {
    readError ??= error;
    onProblem(error, error.message);
  });
  return {
    figures: () => samples.figures(),
    figuresWithFailures: () => samples.figures(examples()),
    histograms: (boundsMs) => samples.histograms(boundsMs),
    system: () => samples.system,
    course: () => samples.course(),
    ended: (number) => pipes[numbers.indexOf(number)]?.close(),
    async finish() {
      for (const { close } of pipes) close();
      const ends = await reading;
      const unwritten = await Promise.all(copies.map(({ end }) => end()));
      for (const { path } of pipes) rmSync(path, { force: true });
      if (readError !== undefined) throw readError;
      return { samples: samples.whole(ends), unwritten: unwritten.flat() };
    },
  };
}

interface Pipe {
  readonly path: string;
  readonly source: Socket;
  /** After this, the pipe ends with its last writer. */
  readonly close: () => void;
}

function openPipe(path: string): Pipe {
  try {
    execFileSync('mkfifo', [path], { stdio: 'pipe' });
  } catch (error) {
    const message = `a named pipe cannot be made there (${(error as Error).message}): start where the disk takes one`;
    throw new ConfigurationError([{ code: 'not-writable', where: path, message }]);
  }
  // Opening for both does not block. The pipe ends when this is closed, even if k6 never opened it and its name is gone.
  let holder: number | undefined = openSync(path, constants.O_RDWR);
  // A file stream would hold one of Node's four threads for each pipe, and leave none to compress and to write.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return {
    path,
    source: new Socket({ fd, readable: true, writable: false }),
    close: () => {
      if (holder !== undefined) closeSync(holder);
      holder = undefined;
    },
  };
}

/** Opens a compressed copy of samples. When the disk takes no more, the rest is dropped, so that reading continues. */
function openCopy(path: string, onProblem: (error: NodeJS.ErrnoException, text: string) => void) {
  const gzip = createGzip({ level: 1 });
  let problem: string | undefined;
  const written = pipeline(gzip, createWriteStream(path)).catch((error: NodeJS.ErrnoException) => {
    problem = unwrittenText(path, error);
    onProblem(error, `loadline could not write ${path}`);
  });
  const flushing = setInterval(() => {
    if (!gzip.destroyed) gzip.flush(zlib.Z_SYNC_FLUSH);
  }, FLUSH_MS);
  return {
    async write(block: Buffer): Promise<void> {
      if (problem !== undefined || gzip.destroyed || gzip.write(block)) return;
      await Promise.race([once(gzip, 'drain').catch(() => {}), written]);
    },
    async end(): Promise<string[]> {
      clearInterval(flushing);
      gzip.end();
      await written;
      return problem === undefined ? [] : [problem];
    },
  };
}
