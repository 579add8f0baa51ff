import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, createReadStream, createWriteStream, openSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Aggregate } from '../core/figures/aggregate';
import type { RunSpec } from '../core/spec/run-spec';
import { runFiles } from '../results/run-folder';
import { readSamples } from '../results/samples/read-samples';
import { SampleAggregator } from '../results/samples/sample-aggregator';
import { unwrittenText } from '../results/unwritten';

/** Samples of a run, read while k6 writes them. */
export interface LiveSamples {
  /** Where each instance is to write, by its number. */
  readonly pipes: ReadonlyMap<number, string>;
  /** What has been read up to now; by second only at the end. */
  figures(): Aggregate;
  /**
   * To be called when all k6 processes have ended. Resolves when everything is read and on disk.
   * @returns files that could not be written, and why, in words
   */
  finish(): Promise<string[]>;
}

/**
 * Opens a named pipe for each instance: k6 writes samples as text, this side reads them at once and keeps them compressed
 * in the run's folder. A pipe is read to its end whatever happens here: k6 waits for its reader for ever.
 * @param onProblem called when samples cannot be kept or read any more
 */
export function openLiveSamples(
  folder: string,
  spec: RunSpec,
  numbers: readonly number[],
  onProblem: (error: NodeJS.ErrnoException, text: string) => void,
): LiveSamples {
  const aggregator = new SampleAggregator(spec);
  const pipes = new Map(numbers.map((number) => [number, `${runFiles.samples(folder, number)}.pipe`]));
  for (const pipe of pipes.values()) execFileSync('mkfifo', [pipe]);
  // Open for both, a pipe waits for nobody, and ends when this is closed, even if k6 never opened it and its name is gone.
  const holders = [...pipes.values()].map((pipe) => openSync(pipe, constants.O_RDWR));
  const copies = numbers.map((number) => openCopy(runFiles.samples(folder, number), onProblem));
  const files = numbers.map((number, index) => ({
    path: pipes.get(number) ?? '',
    // Kept apart, the figures of several would have to be merged each second.
    resolve: aggregator.instance(undefined, false).resolve,
    copy: copies[index]?.write,
  }));
  let readError: unknown;
  const reading = readSamples(files, (us) => aggregator.progress(us)).catch(
    (error: NodeJS.ErrnoException) => {
      readError = error;
      onProblem(error, error.message);
      for (const pipe of pipes.values())
        createReadStream(pipe)
          .on('error', () => {})
          .resume();
    },
  );
  return {
    pipes,
    figures: () => aggregator.figures(),
    async finish() {
      for (const holder of holders) closeSync(holder);
      await reading;
      const unwritten = await Promise.all(copies.map(({ end }) => end()));
      for (const pipe of pipes.values()) rmSync(pipe, { force: true });
      if (readError !== undefined) throw readError;
      return unwritten.flat();
    },
  };
}

/** A compressed copy of samples. When the disk takes no more, the rest is dropped, so that whoever reads them goes on. */
function openCopy(path: string, onProblem: (error: NodeJS.ErrnoException, text: string) => void) {
  const gzip = createGzip({ level: 1 });
  let problem: string | undefined;
  const written = pipeline(gzip, createWriteStream(path)).catch((error: NodeJS.ErrnoException) => {
    problem = unwrittenText(path, error);
    onProblem(error, `loadline could not write ${path}`);
  });
  return {
    async write(block: Buffer): Promise<void> {
      if (problem !== undefined || gzip.destroyed || gzip.write(block)) return;
      await Promise.race([once(gzip, 'drain').catch(() => {}), written]);
    },
    async end(): Promise<string[]> {
      gzip.end();
      await written;
      return problem === undefined ? [] : [problem];
    },
  };
}
