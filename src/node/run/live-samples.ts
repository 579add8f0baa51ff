import { execFileSync } from 'node:child_process';
import { closeSync, constants, createWriteStream, openSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Aggregate } from '../../load/aggregate';
import { type Manifest, runFiles } from '../results/run-folder';
import { readSamples } from '../results/samples/read-samples';
import { SampleAggregator } from '../results/samples/sample-aggregator';

/** Samples of a run, read while k6 writes them. */
export interface LiveSamples {
  /** Where each instance is to write, by its number. */
  readonly pipes: ReadonlyMap<number, string>;
  /** What has been read up to now; by second only at the end. */
  figures(): Aggregate;
  /** To be called when all k6 processes have ended. Resolves when everything is read and on disk. */
  finish(): Promise<void>;
}

/**
 * Opens a named pipe for each instance: k6 writes samples as text, this side reads them at once and keeps them compressed
 * in the run's folder.
 */
export function openLiveSamples(
  folder: string,
  { shape, plan }: Pick<Manifest, 'shape' | 'plan'>,
  numbers: readonly number[],
): LiveSamples {
  const aggregator = new SampleAggregator(shape, plan.schedules);
  const pipes = new Map(numbers.map((number) => [number, `${runFiles.samples(folder, number)}.pipe`]));
  for (const pipe of pipes.values()) execFileSync('mkfifo', [pipe]);
  const files = numbers.map((number) => {
    const gzip = createGzip({ level: 1 });
    const written = pipeline(gzip, createWriteStream(runFiles.samples(folder, number)));
    // Kept apart, the figures of several would have to be merged each second.
    return {
      path: pipes.get(number) ?? '',
      resolve: aggregator.instance(undefined, false).resolve,
      copy: gzip,
      written,
    };
  });
  const reading = readSamples(files, (us) => aggregator.progress(us));
  // Whoever waits for the end gets the error; nobody does before it.
  reading.catch(() => {});
  return {
    pipes,
    figures: () => aggregator.figures(),
    async finish() {
      for (const pipe of pipes.values()) endPipe(pipe);
      await reading;
      for (const { copy } of files) copy.end();
      await Promise.all(files.map(({ written }) => written));
      for (const pipe of pipes.values()) rmSync(pipe);
    },
  };
}

/** A pipe that k6 never opened still keeps its reader waiting: to open and close it gives the reader an end. */
function endPipe(pipe: string): void {
  try {
    closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
  } catch (error) {
    // Nobody reads it any more.
    if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
  }
}
