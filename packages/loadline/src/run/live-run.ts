import type { Aggregate } from '../core/figures/aggregate';
import { partOf, type RunSpec } from '../core/spec/run-spec';
import type { WholeSamples } from '../results/run-samples';
import { type Instances, type InstancesEnd, runInstances } from './instances';
import { type LiveSamplesEnd, openLiveSamples } from './live-samples';
import { watchRun } from './live-watch';
import { ProgressLine } from './progress-line';

/** How the instances ended, and the samples that were read from them. */
export interface LiveRunEnd extends InstancesEnd {
  readonly samples: WholeSamples;
}

/** k6 keeps no samples and judges no thresholds. */
const FLAT = ['--no-thresholds', '--summary-mode=disabled'];

/**
 * Runs k6 and reads the samples while they are written, for the progress line, for thresholds with `abort`, and for the result.
 * Only one side aborts a run: this function, for any number of instances and even when k6 judges too. The bundle removes
 * `abort` from k6's own thresholds when it gets a spec. Under plain k6 those are the only ones.
 * @param watch further observer of the figures during the run; it returns a function that ends it
 */
export async function runLive(
  processes: Omit<Instances, 'beforeLine' | 'onEnd'>,
  spec: RunSpec,
  say: (line: string) => void,
  watch?: (figures: () => Aggregate) => () => Promise<void>,
): Promise<LiveRunEnd> {
  const { folder, numbers, k6Arguments, stop, of } = processes;
  // The samples of other machines are not seen here.
  const seen = numbers.length < of ? partOf(spec) : spec;
  const samples = openLiveSamples(folder, seen, numbers, ({ code }, text) =>
    stop.stop(code === 'ENOSPC' ? 'disk_full' : 'error', text),
  );
  const progress = new ProgressLine(process.stdout);
  const endWatch = watchRun({
    figures: samples.figures,
    spec: seen,
    stop: (id) => stop.stop('threshold', id),
    progress,
  });
  const endOther = watch?.(samples.figures);
  let end: InstancesEnd;
  let read: LiveSamplesEnd;
  try {
    end = await runInstances({
      ...processes,
      k6Arguments: [...k6Arguments, ...(spec.flat ? FLAT : [])],
      beforeLine: () => progress.clear(),
      onEnd: samples.ended,
    });
  } finally {
    const stoppedBy = endWatch();
    await endOther?.();
    // Needed even when no k6 started: an open pipe keeps this process alive.
    read = await samples.finish();
    if (stoppedBy !== undefined) say(`stopped: ${stoppedBy} broke, and its threshold says abort`);
  }
  return { ends: end.ends, unwritten: [...end.unwritten, ...read.unwritten], samples: read.samples };
}
